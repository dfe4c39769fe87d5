// Package bulk makes one change of many webhooks in many workspaces: planned
// and summed up before, by the same safe write, conflict check and history as a
// single change, and resumed after the program was killed. It knows nothing of
// screens.
package bulk

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// Kind is the sort of an [Action]; its word is in the history.
type Kind string

// The kinds.
const (
	Enable  Kind = "enable"
	Disable Kind = "disable"
	Test    Kind = "test" // has Coro send its test: changes nothing, and cannot be undone
	// EnableIfDelivered is Test, and then Enable if the answer says that the test was
	// delivered. One that is enabled already is only tested.
	EnableIfDelivered Kind = "enable-if-delivered"

	SetURL        Kind = "set-url"
	AddTrigger    Kind = "add-trigger"
	RemoveTrigger Kind = "remove-trigger"
	AddHeader     Kind = "add-header" // or sets the one of that name
	RemoveHeader  Kind = "remove-header"
	Rotate        Kind = "rotate-secret"
	Copy          Kind = "copy"
	Delete        Kind = "delete"
	Apply         Kind = "apply" // made by [NewApply] only: of each webhook what it is wished to be
	Undo          Kind = "undo"  // made by [Runner.PlanUndo] only
)

// Action is what is done to every webhook of a set. Only the fields of its kind
// count.
type Action struct {
	Kind     Kind
	From     string              // SetURL: a host, or a prefix with a scheme; a part of a name matches nothing
	To       string              // SetURL: what takes its place, also a host or a prefix
	Triggers []api.Trigger       // AddTrigger, RemoveTrigger: at least one
	Header   api.Header          // AddHeader
	Headers  []api.Text          // RemoveHeader: the names, at least one
	Secret   api.WebhookSecret   // Rotate: the new one, the same for all
	Into     []api.Workspace     // Copy
	Force    bool                // AddTrigger, RemoveTrigger: also one that is not documented
	Files    []byte              // Apply: where the wishes come from, so that the run can be resumed
	Policy   change.SecretPolicy // what an update does with a secret that the server does not show
}

// Check says in a sentence what is missing in an action, or nothing.
func (a Action) Check() error {
	switch a.Kind {
	case Enable, Disable, Test, EnableIfDelivered, Delete, Apply, Undo:
		return nil
	case SetURL:
		return a.checkMove()
	case AddTrigger:
		if err := a.needTriggers(); err != nil {
			return err
		}
		return a.tryGoal()
	case RemoveTrigger:
		return a.needTriggers()
	case RemoveHeader:
		return a.needHeaders()
	case AddHeader:
		if err := need(string(a.Header.Name), nameHeader); err != nil {
			return err
		}
		return a.tryGoal()
	case Rotate:
		if _, known := a.Secret.Value(); !known {
			return errors.New("give the new secret")
		}
		return a.tryGoal()
	case Copy:
		if len(a.Into) == 0 {
			return errors.New("name the workspaces to copy into")
		}
		return nil
	default:
		return fmt.Errorf("this version of corotui does not know the action %q", a.Kind)
	}
}

// checkMove says what is wrong with the hosts or beginnings of a move: each
// webhook would be refused for it, or be left as one that has another host.
func (a Action) checkMove() error {
	prefix := strings.Contains(a.From, "://")
	switch {
	case a.From == "":
		return errors.New("say which host or beginning of the URL is replaced")
	case a.To == "":
		return errors.New("say what takes its place")
	case prefix != strings.Contains(a.To, "://"):
		return errors.New("replace a host by a host, or a beginning with https:// by another one")
	}
	for _, one := range []string{a.From, a.To} {
		whole := one
		if !prefix {
			whole = "https://" + one
		}
		parsed, err := url.Parse(whole)
		switch {
		case err != nil || parsed.Hostname() == "" || strings.ContainsAny(one, " \t"):
			return errors.New("a host looks like hooks.example.com, and the beginning of a URL like https://hooks.example.com/in")
		case !prefix && parsed.Host != one:
			return errors.New("a host is a name and perhaps a port; to replace more, give both with https://")
		case !strings.EqualFold(parsed.Scheme, "https") && !strings.EqualFold(parsed.Scheme, "http"):
			return errors.New("the beginning of a URL starts with https://")
		}
	}
	return nil
}

// rules are what a goal of the action is checked by.
func (a Action) rules() change.Rules { return change.Rules{Force: a.Force} }

// try says what the rules find wrong with what an action sets, which is the same
// for each webhook.
func (a Action) tryGoal() error { return a.rules().Try(a.Goal).Err() }

// checkOn says what only shows with the webhooks: none of them has the trigger
// that is to be removed, and it is not documented either.
func (a Action) checkOn(items []Item) error {
	if a.Kind != RemoveTrigger {
		return nil
	}
	var all api.Fields
	for _, item := range items {
		for _, trigger := range item.Webhook.Triggers {
			if !all.HasTrigger(trigger.Name()) {
				all.Triggers = append(all.Triggers, trigger)
			}
		}
	}
	for _, trigger := range a.Triggers {
		if _, found := a.rules().RemoveTrigger(all, trigger); found.Err() != nil {
			return found.Err()
		}
	}
	return nil
}

// needTriggers says that no trigger is named.
func (a Action) needTriggers() error {
	if len(a.Triggers) == 0 {
		return need("", nameTrigger)
	}
	for _, trigger := range a.Triggers {
		if err := need(string(trigger), nameTrigger); err != nil {
			return err
		}
	}
	return nil
}

// needHeaders says that no header is named.
func (a Action) needHeaders() error {
	if len(a.Headers) == 0 {
		return need("", nameHeader)
	}
	for _, name := range a.Headers {
		if err := need(string(name), nameHeader); err != nil {
			return err
		}
	}
	return nil
}

const (
	nameTrigger = "name the trigger"
	nameHeader  = "name the header"
)

func need(value, sentence string) error {
	if strings.TrimSpace(value) == "" {
		return errors.New(sentence)
	}
	return nil
}

// Goal returns what a webhook of these fields becomes; the same fields when it
// needs nothing.
func (a Action) Goal(f api.Fields) api.Fields {
	switch a.Kind {
	case Enable, EnableIfDelivered, Disable:
		enable := a.Kind != Disable
		if f.Status.On() && enable || f.Status.Off() && !enable {
			return f
		}
		return change.WithStatus(f, enable)
	case SetURL:
		f.URL = api.Text(Replace(string(f.URL), a.From, a.To))
	case AddTrigger:
		for _, trigger := range a.Triggers {
			value := mask.NewSecret(string(trigger))
			f = change.Set(f, change.Trigger, api.Text(trigger), &value)
		}
	case RemoveTrigger:
		for _, trigger := range a.Triggers {
			f = change.Set(f, change.Trigger, api.Text(trigger), nil)
		}
	case AddHeader:
		value := mask.NewSecret(string(a.Header.Value))
		return change.Set(f, change.Header, a.Header.Name, &value)
	case RemoveHeader:
		for _, name := range a.Headers {
			f = change.Set(f, change.Header, name, nil)
		}
	case Rotate:
		f.Secret = a.Secret
	default:
	}
	return f
}

// Replace returns a URL with the host, or the beginning, from in the place of
// to, and the same URL where it does not have it. Everything else of it stays to
// the letter. A beginning ends where a part of the path ends.
func Replace(raw, from, to string) string {
	if strings.Contains(from, "://") {
		rest, has := strings.CutPrefix(raw, from)
		if !has || rest != "" && !strings.HasSuffix(from, "/") && !strings.ContainsAny(rest[:1], "/?#") {
			return raw
		}
		return to + rest
	}
	parsed, err := url.Parse(raw)
	if err != nil || parsed.Host == "" {
		return raw
	}
	start := strings.Index(raw, "://") + len("://")
	end := start + len(raw[start:])
	if at := strings.IndexAny(raw[start:], "/?#"); at >= 0 {
		end = start + at
	}
	if at := strings.LastIndex(raw[start:end], "@"); at >= 0 {
		start += at + 1
	}
	host := raw[start:end]
	switch {
	case strings.EqualFold(host, from):
		return raw[:start] + to + raw[end:]
	case strings.EqualFold(parsed.Hostname(), from) && parsed.Port() != "":
		return raw[:start] + to + ":" + parsed.Port() + raw[end:]
	}
	return raw
}
