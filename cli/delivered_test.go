package cli_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestATestThatFails exits with 1 although Coro answers with 200, and says why.
func TestATestThatFails(t *testing.T) {
	for spec, want := range map[string]struct {
		code      int
		delivered any
		said      string
	}{
		"test=success": {0, true, ""},
		"test=string":  {0, nil, ""},
		"test=failed":  {1, false, "connection refused by the receiver"},
		"test=refused": {1, false, "the receiver answered 502"},
	} {
		v, err := emulator.ParseVariant(spec)
		if err != nil {
			t.Fatal(err)
		}
		w := loggedIn(t, emulator.WithVariant(v))
		w.run("", "webhooks", "test", "Usage report").want(t, want.code, "Coro answered 20", want.said)
		asJSON := w.run("", "webhooks", "test", "Usage report", "--json")
		asJSON.want(t, want.code, want.said)
		got := asJSON.result(t)
		if got.Test == nil || got.Test.Body == "" || got.Undo != nil || (got.Outcome == "done") != (want.code == 0) || (got.Error == nil) != (want.code == 0) {
			t.Fatalf("%s: it wrote %s", spec, asJSON.stdout)
		}
		if delivered := got.Test.Delivered; (delivered == nil) != (want.delivered == nil) || delivered != nil && *delivered != want.delivered {
			t.Errorf("%s: it wrote %s", spec, asJSON.stdout)
		}
	}
}
