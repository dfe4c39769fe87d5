package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// tooLong is more than any value of a webhook may have.
var tooLong = strings.Repeat("x", 1<<16+1)

// wrongValues are what nobody means to be in a text of a webhook.
func wrongValues(more ...string) []string {
	return append([]string{"••••", "", "   ", "a\x01b"}, append(more, tooLong)...)
}

// formField is one of the form's: how to come into it from its row, and what the
// form says of values that it cannot have.
type formField struct {
	row   string // what its row holds
	into  []string
	says  []string // one of them
	wrong []string // nothing: it is chosen and not typed
	right string
}

// formFields has a case for each row of the form: a field without one fails.
var formFields = map[string]formField{
	"name":        {"Name", nil, []string{"! Name "}, wrongValues(), "Right"},
	"description": {"Description", nil, []string{"! Description "}, []string{"••••", "a\x01b", tooLong}, "right"},
	"URL": {"URL", nil, []string{"! URL "},
		wrongValues("notaurl", "ftp://a.example", "https://", "https://a.example:99999", " https://a.example"), "https://right.example/in"},
	"descendants": {row: "Applies to"},
	"status":      {row: "Status"},
	"trigger":     {row: "] "},
	"header's name": {"+ add a header", []string{"enter", "X", "enter", "v", "up"}, []string{"! Header ", "! Type the name of this header."},
		wrongValues("bad name", "x:y", "ü"), "X-Right"},
	"header's value": {"+ add a header", []string{"enter", "X", "enter", "v"}, []string{"! Header ", "! Type the value of this header."},
		[]string{"••••", "", "a\x01b", tooLong}, "right"},
	"secret": {"Secret", []string{"type", "down"}, []string{"! Secret ", "! Type a secret"}, wrongValues(), "right-secret"},
	"button": {row: "[ review and save ]"},
}

// forms are the ways into the form, until nothing is missing in it.
var forms = map[string]func(*world){
	"edit": func(w *world) {
		w.Press("e")
		w.WaitFor("Edit  Billing to QuickBooks")
	},
	"copy": func(w *world) {
		w.Press("c")
		w.WaitFor("New webhook  Billing to QuickBooks (copy)")
	},
	"new": func(w *world) {
		w.Press("n")
		w.WaitFor("New webhook")
		w.Type("Walked")
		w.at("Walked")
		w.to("URL")
		w.Type("https://walked.example/in")
		w.at("https://walked.example/in")
		w.tick("workspace-created")
		w.generatesSecret()
		w.Press("shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab")
		w.at("Name")
	},
}

// sentWrites counts the requests so far that change a webhook.
func (w *world) sentWrites() (n int) {
	for _, r := range w.wire.all(http.MethodPut, http.MethodPost, http.MethodPatch, http.MethodDelete) {
		if strings.Contains(r.path, "/webhooks") {
			n++
		}
	}
	return n
}

// TestEveryRowOfAFormHasItsWrongValues walks the forms: whoever adds a field says
// what it cannot hold.
func TestEveryRowOfAFormHasItsWrongValues(t *testing.T) {
	t.Parallel()
	for name, into := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, size{100, 60}, emulator.Variant{})
			w.choose("Billing to QuickB")
			into(w)
			for {
				at := row(w.Screen())
				known := false
				for _, field := range formFields {
					known = known || strings.Contains(at, field.row)
				}
				if header := strings.Contains(at, "Authorization") || strings.Contains(at, "X-"); !known && !header && !strings.Contains(at, "required") {
					t.Errorf("no wrong values are known of the row %q", at)
				}
				if strings.Contains(at, formFields["button"].row) {
					return
				}
				w.Press("down")
				w.WaitUntil(func(screen string) bool { return row(screen) != at }, "moves the cursor down from "+at)
			}
		})
	}
}

// TestNoWrongValueLeavesAForm: each field says its name and what is wrong, and
// nothing is sent, whatever is pressed.
func TestNoWrongValueLeavesAForm(t *testing.T) {
	t.Parallel()
	for name, into := range forms {
		for of, field := range formFields {
			if field.wrong == nil {
				continue
			}
			t.Run(name+"/"+of, func(t *testing.T) {
				t.Parallel()
				w := open(t, size{100, 60}, emulator.Variant{})
				w.choose("Billing to QuickB")
				into(w)
				w.to(field.row)
				w.enterField(field)
				for _, value := range field.wrong {
					w.Press("end", "ctrl+u")
					if value != "" {
						w.Paste(value)
					}
					w.Press("ctrl+s", "enter", "ctrl+s") // enter would save
					w.WaitUntil(func(screen string) bool {
						for _, says := range field.says {
							if strings.Contains(screen, says) {
								return true
							}
						}
						return false
					}, "names the field of a wrong value")
				}
				w.Press("end", "ctrl+u")
				w.Paste(field.right)
				w.Press("ctrl+s")
				w.WaitFor("[ save ]")
				if sent := w.sentWrites(); sent > 0 {
					t.Errorf("%d writes were sent", sent)
				}
				w.Press("enter")
				w.WaitUntil(func(string) bool { return w.sentWrites() > 0 }, "sends what is right")
			})
		}
	}
}

// enterField brings the cursor from the row of a field into its text.
func (w *world) enterField(field formField) {
	w.t.Helper()
	for _, key := range field.into {
		if key == "type" {
			for !strings.Contains(row(w.Screen()), "type a") {
				at := row(w.Screen())
				w.Press("right")
				w.WaitUntil(func(screen string) bool { return row(screen) != at }, "chooses another way to a secret")
			}
			continue
		}
		w.Press(key)
	}
}
