package change

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"corotui/api"
)

// warn adds a warning, if there is one.
func (o *Outcome) warn(clause string) {
	if clause != "" {
		o.Warnings = append(o.Warnings, clause)
	}
}

// plain is an error as a clean clause: the API's own words, or the error's with
// everything that does not print replaced.
func plain(err error) string {
	var refused *api.Error
	if errors.As(err, &refused) {
		return refused.Sentence()
	}
	if errors.Is(err, context.DeadlineExceeded) { // of looking, as a request has a time of its own
		return "it took too long"
	}
	return fmt.Sprint(api.Text(err.Error()))
}

// other warns when the server holds more than what was asked: somebody else
// wrote at the same moment, or it changed a value to its liking.
func other(now, asked api.Fields) string {
	off := differing(now, asked)
	if len(off) == 0 {
		return ""
	}
	return "the server now holds something else than was sent in: " + fieldNames(off)
}

// hasSecret reports whether a webhook shows that it has a secret.
func hasSecret(w api.Webhook) bool {
	_, known := w.Secret.Value()
	return known || w.Secret.Masked()
}

// secretGone warns after an update without the secret, if the webhook has none
// any more, as far as reading it tells.
func secretGone(before, now api.Webhook, sent bool) string {
	switch {
	case sent || hasSecret(now):
		return ""
	case hasSecret(before):
		return "the webhook has no secret any more; edit it and set one"
	}
	return "the server does not show whether the webhook still has its secret"
}

// notation hints at the likely reason of a 400 that talks about triggers: which
// of its notations a server takes is not documented.
func notation(err error, triggers []api.Trigger) string {
	var refused *api.Error
	if !errors.As(err, &refused) || refused.Status != http.StatusBadRequest {
		return ""
	}
	said := string(refused.Title)
	for _, detail := range refused.Details {
		said += " " + string(detail.Field) + " " + string(detail.Message)
	}
	if !strings.Contains(strings.ToLower(said), "trigger") || len(triggers) == 0 {
		return ""
	}
	likely := api.CamelSuffix
	if api.NotationOf([]api.Webhook{{Fields: api.Fields{Triggers: triggers}}}) != api.Kebab {
		likely = api.Kebab
	}
	return fmt.Sprintf("this server may want triggers spelled the other way: %s", api.Text(likely.Spell("workspace-created")))
}
