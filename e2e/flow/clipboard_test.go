package flow_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"corotui/api/emulator"
)

// TestWhatIsCopiedIsHarmless: what a server sends as an id or a URL may end a
// paste and begin a command. In JSON and curl it stays what it is, in the form
// that they have for it.
func TestWhatIsCopiedIsHarmless(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	const id, url = "ab\x1b[201~cd\u202e\u009b31m\n", "https://h.example/in\r\n\x1b[201~touch x?token=canary"
	held := w.held(billing)
	held["id"], held["name"], held["url"] = id, "Two lines", url
	raw, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	w.server.Put(emulator.DemoChannel, raw)
	w.Press("r")
	w.WaitFor("Two lines")
	w.choose("Two lines")
	for _, one := range []struct{ key, said, copied string }{
		{"i", "without control characters: abcd", "abcd"},
		{"u", "without control characters, with its credentials", "https://h.example/in  touch x?token=canary"},
		{"J", "may not take it: {", `"id": "ab\u001b[201~cd\u202e\u009b31m\n"`},
		{"c", "may not take it: curl", "/v1/settings/webhooks/ab%1B%5B201~cd%E2%80%AE%C2%9B31m%0A'"},
	} {
		w.Press("y")
		w.WaitFor("Copy from")
		w.Press(one.key)
		w.WaitFor(one.said)
		w.WaitUntil(func(string) bool { return strings.Contains(w.clipboard(), one.copied) }, "was copied from: "+one.copied)
		copied := w.clipboard()
		if one.key == "J" && !json.Valid([]byte(copied)) {
			t.Errorf("what was copied is no JSON: %q", copied)
		}
		if unseen := strings.IndexFunc(strings.ReplaceAll(copied, "\n", ""), func(r rune) bool { return !unicode.IsPrint(r) }); unseen >= 0 {
			t.Errorf("%s copied %q", one.key, copied)
		}
		if strings.Contains(w.Screen(), "canary") {
			t.Errorf("the screen shows a credential:\n%s", w.Screen())
		}
	}
}
