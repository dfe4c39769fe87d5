package delivery_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/internal/delivery"
)

func FuzzSignature(f *testing.F) {
	for _, form := range allForms() {
		f.Add(form.Sign(secret, eventID, []byte(eventBody)))
	}
	for _, seed := range []string{"", "=", "sha256=", "SHA256=====", "\xff", strings.Repeat("A", 43), strings.Repeat("-", 44)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, signature string) {
		form, ok := delivery.Verify(secret, eventID, []byte(eventBody), signature)
		if !ok {
			return
		}
		// What is accepted is what was signed, written in one of the ways.
		again := form.Sign(secret, eventID, []byte(eventBody))
		plain := func(s string) string {
			s = strings.ToLower(strings.TrimSpace(s))
			return strings.TrimRight(strings.TrimPrefix(s, "sha256="), "=")
		}
		if plain(again) != plain(signature) {
			t.Errorf("%q is accepted as %q", signature, again)
		}
	})
}

func FuzzHeaders(f *testing.F) {
	good := delivery.DefaultForm().Sign(secret, eventID, nil)
	f.Add(eventID, "workspace-created", good, "application/json")
	f.Add("", "", "", "")
	f.Add("evt-1\x1b[2J", "workspaceCreated.v1", "sha256="+good, "text/html; charset")
	f.Add(strings.Repeat("x", 5000), "\u202e", "\xff\xfe", ";;;")
	f.Fuzz(func(t *testing.T, id, kind, signature, content string) {
		header := http.Header{
			delivery.HeaderID: {id}, delivery.HeaderType: {kind}, delivery.HeaderSignature: {signature}, "Content-Type": {content},
		}
		v := delivery.Check(secret, header, []byte(eventBody), eventAt)
		if v.Valid && (strings.TrimSpace(id) != eventID || !v.Signed) {
			t.Errorf("valid with the id %q", id)
		}
		judged(t, v)
	})
}

func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		eventBody, "", "{", "[]", "null", `{"id":"evt-1","type":"a","timestamp":1e400}`, `{"id":"\ud800","type":"\u001b[2J"}`,
		`{"id":"evt-1","type":"a","data":` + strings.Repeat("[", 100), `{"id":"evt-1","id":"evt-2","type":"a"}`, "\xef\xbb\xbf{}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		header := signed(delivery.DefaultForm(), eventID, "workspace-created", string(body))
		v := delivery.Check(secret, header, body, eventAt)
		judged(t, v)
		event, err := delivery.ParseEvent(body)
		if v.Valid && (err != nil || event.ID != eventID) {
			t.Errorf("valid: %q", body)
		}
		if err == nil {
			again, err := delivery.ParseEvent(event.Body())
			if err != nil || again.ID != event.ID || again.Type != event.Type || string(again.Data) != string(event.Data) || len(again.Extra) != len(event.Extra) {
				t.Errorf("%q is written as %q: %v", body, event.Body(), err)
			}
		}
	})
}

// judged checks what holds of every verdict.
func judged(t *testing.T, v delivery.Verdict) {
	t.Helper()
	if v.Valid == (v.Refusal != delivery.Genuine) || v.Valid == (v.Reason != "") {
		t.Errorf("valid %t, refusal %q, reason %q", v.Valid, v.Refusal, v.Reason)
	}
	for _, note := range v.Notes {
		if strings.ContainsAny(note.Text, "\x1b\n\u202e") {
			t.Errorf("note %q", note.Text)
		}
	}
	if strings.ContainsAny(v.Reason, "\x1b\n\u202e") {
		t.Errorf("reason %q", v.Reason)
	}
}
