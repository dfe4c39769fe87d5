package api_test

import (
	"fmt"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/mask"
)

// Whatever of a server's text is put into a message by a format verb comes out
// without escape sequences and bidirectional controls.
func TestFormattedTextIsHarmless(t *testing.T) {
	t.Parallel()
	const hostile = "a\x1b[2J\u202eb\x00\r\n\u009b"
	for _, value := range []any{
		api.Text(hostile), api.WorkspaceID(hostile), api.WebhookID(hostile), api.Status(hostile), api.Trigger(hostile), api.TriggerName(hostile),
		api.Header{Name: hostile, Value: hostile}, api.Fields{Name: hostile, Triggers: []api.Trigger{hostile}},
	} {
		for _, verb := range []string{"%v", "%+v", "%s", "%q", "%#v"} {
			printed := fmt.Sprintf(verb, value)
			if strings.ContainsAny(printed, "\x1b\u202e\x00\r\n\u009b") {
				t.Errorf("%s of %T prints %q", verb, value, printed)
			}
			if !strings.Contains(printed, "a") {
				t.Errorf("%s of %T loses the text: %q", verb, value, printed)
			}
		}
	}
}

func TestAWebhooksSecretIsNotPrinted(t *testing.T) {
	t.Parallel()
	given, hidden := api.GivenSecret("canary"), api.GivenSecret("****")
	w := api.Webhook{Fields: api.Fields{Name: "a", Secret: given}}
	for _, value := range []any{given, &given, w.Fields, w, []api.Webhook{w}, w.Update(w.Fields), api.CreateWebhook{Fields: w.Fields}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			if printed := fmt.Sprintf(verb, value); strings.Contains(printed, "canary") || strings.Contains(printed, "63616e617279") {
				t.Errorf("%s of %T prints %s", verb, value, printed)
			}
		}
	}
	if fmt.Sprint(given) != mask.Dots || fmt.Sprint(hidden) != mask.Dots || fmt.Sprint(api.WebhookSecret{}) != "" {
		t.Errorf("printed: %v, %v, %v", given, hidden, api.WebhookSecret{})
	}
	if given != api.GivenSecret("canary") || given == api.GivenSecret("other") {
		t.Error("== does not compare the values")
	}
}
