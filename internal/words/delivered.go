package words

import (
	"errors"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
)

// NotDelivered says in a clean clause why a test does not prove that the receiver gets
// what is sent: it was not delivered, its answer does not say so, or it was not sent.
func NotDelivered(err error) string {
	if failed, is := errors.AsType[*api.TestFailed](err); is {
		return failed.Why
	}
	if unclear, is := errors.AsType[*api.TestUnclear](err); is {
		return unclear.Error()
	}
	return text.Sentence(err)
}

// EnabledIfDelivered says of one result of [bulk.EnableIfDelivered] what became of the
// webhook: that it is enabled, or why not.
func EnabledIfDelivered(r bulk.Result) string {
	tested := "the test was delivered"
	if r.Test != nil {
		if err := r.Test.Proof(); err != nil {
			tested = NotDelivered(err)
		}
	}
	switch {
	case r.Kind == change.Done:
		return "enabled; " + tested
	case r.Kind == change.Unchanged:
		return "already enabled; " + tested
	case r.Kind == change.Failed && r.Task.Webhook.Status.On():
		return "already enabled; the test failed: " + NotDelivered(r.Err)
	case r.Kind == change.Failed:
		return "not enabled: " + NotDelivered(r.Err)
	}
	return "not enabled: " + Failure(change.Outcome{Kind: r.Kind, Err: r.Err}, text.Quote(r.Task.Webhook.Name))
}
