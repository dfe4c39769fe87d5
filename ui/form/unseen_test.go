package form_test

import (
	"corotui/ui/form"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"corotui/api"
)

// unseen are texts with what a terminal does not show or a field would drop.
var unseen = map[string]struct {
	text  string
	words []string // what the review says of it
}{
	"lines":           {"Line one\nLine two", []string{"↵ line break"}},
	"windows lines":   {"Line one\r\nLine two\r\n", []string{"↵ carriage return (2)", "↵ line break (2)"}},
	"tab":             {"a\tb", []string{"⇥ tab"}},
	"joiners":         {"می\u200cخواهم 👩\u200d💻", []string{"◦ zero width non-joiner", "◦ zero width joiner"}},
	"emoji":           {"❤\ufe0f", []string{"◦ emoji variation selector"}},
	"skin":            {"👍\U0001F3FD", []string{"◦ emoji modifier"}},
	"flag":            {"🇩🇪", []string{"D flag letter D", "E flag letter E"}},
	"no-break space":  {"a\u00a0b", []string{"␣ no-break space"}},
	"wide space":      {"新\u3000規", []string{"␣ ideographic space"}},
	"directions":      {"a\u202eb\u2066c", []string{"◦ right-to-left override", "◦ left-to-right isolate"}},
	"byte order mark": {"\ufeffa", []string{"◦ byte order mark"}},
	"escape":          {"a\x1b[31mb\x00", []string{"◦ escape character", "◦ null character"}},
	"not UTF-8":       {"a\xffb", []string{"byte FF, which is not UTF-8"}},
	"replacement":     {"a\ufffdb", []string{"replacement character"}},
	"private":         {"a\ue000b\U000F0000c", []string{"◦ character U+E000", "◦ character U+F0000"}},
	"tower":           {"e\u0301\u0301\u0301\u0301\u0301\u0301", []string{"◦ combining acute accent (2)"}},
	"blanks":          {"  padded   ", []string{"␣ blank at the start (2)", "␣ blank at the end (3)"}},
	"long":            {strings.Repeat("long ", 2000) + "end", nil},
	"many lines":      {strings.Repeat("line\n", 3000), []string{"↵ line break (3,000)"}},
	"decomposed":      {"Mu\u0308ller", nil},
}

// TestEditedTextKeepsWhatIsNotSeen: one character more is all that changes, and the
// review names what cannot be seen, on both sides.
func TestEditedTextKeepsWhatIsNotSeen(t *testing.T) {
	t.Parallel()
	for name, test := range unseen {
		if name == "escape" {
			continue // see TestWhatAFieldCannotHoldIsNamed
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := billing(t)
			base.Description = api.Text(test.text)
			d := open(t, edit(base)).to("Description").hides("\x1b", "\u202e", "\u200c", "\ue000", "\U000F0000")
			d.press("ctrl+end", "end").write("!").press("ctrl+s")
			d.press("pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown")
			if name != "many lines" { // which are more than six pages
				d.shows(test.words...)
			}
			d.press("enter")
			if len(d.saves()) != 1 {
				t.Fatalf("not saved: %s\n%s", d.status(), d.screen())
			}
			if got, want := d.saves()[0].Goal.Fields().Description, api.Text(test.text+"!"); got != want {
				t.Errorf("writes %q, not %q", string(got), string(want))
			}
		})
	}
}

// TestTypedTextIsWrittenAsTyped: whatever is pasted into a field is what is written,
// or is said to be wrong; nothing is dropped. A terminal sends carriage returns for
// the line breaks of a paste.
func TestTypedTextIsWrittenAsTyped(t *testing.T) {
	t.Parallel()
	for name, test := range unseen {
		if name == "escape" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, edit(billing(t))).to("Description").press("end", "ctrl+u")
			want := strings.ReplaceAll(test.text, "\r\n", "\n")
			d.send(tea.PasteMsg{Content: strings.ReplaceAll(want, "\n", "\r")})
			if got := d.saved().Goal.Fields().Description; got != api.Text(want) {
				t.Errorf("writes %q, not %q", string(got), want)
			}
		})
	}
}

// TestWhatAFieldCannotHoldIsNamed: the name, a URL and a header have no line breaks
// and controls. What is there is said, and nothing is saved.
func TestWhatAFieldCannotHoldIsNamed(t *testing.T) {
	t.Parallel()
	secret := func(d *desk) { d.to("Secret").press("space", "down") }
	value := func(d *desk) { d.to("X-Env").press("enter") }
	header := func(d *desk) { d.to("X-Env").press("enter", "up") }
	to := func(label string) func(*desk) { return func(d *desk) { d.to(label) } }
	for name, test := range map[string]struct {
		do    func(*desk)
		paste string
		want  string
	}{
		"name":             {to("Name"), " two\nlines", "! Name contains a line break or another control character"},
		"description":      {to("Description"), "a\x1b[31mb\x00", "! Description contains control characters"},
		"URL":              {to("URL"), "\n", "! URL has a blank at its start or end"},
		"URL, blank":       {to("URL"), " ", "! URL has a blank at its start or end"},
		"URL, no-break":    {to("URL"), "\u00a0x", "! URL contains a blank, a line break, or another"},
		"URL, escape":      {to("URL"), "\x1b[2J", "! URL contains a blank, a line break, or another"},
		"header":           {header, "\u200b", "! Header has a name that no HTTP header can have"},
		"value":            {value, "\nX-Other: 1", "! Header has a value with a line break"},
		"value, not UTF-8": {value, "\xff", "! Header has a value with bytes that are not UTF-8"},
		"secret":           {secret, "s3cret\n", "! Secret contains a line break or another control character"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, edit(billing(t)))
			test.do(d)
			d.press("end")
			d.send(tea.PasteMsg{Content: test.paste})
			d.press("ctrl+s").shows(test.want)
			if len(d.saves()) > 0 {
				t.Error("it was saved")
			}
			for range test.paste {
				d.press("end", "backspace")
			}
			d.hides(test.want)
		})
	}
}

// TestADescriptionHasLines: ctrl+j or alt+enter begin one, up and down move between
// them and leave the field at its ends, and enter goes on, as everywhere.
func TestADescriptionHasLines(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).to("Description").press("end", "ctrl+u").write("one").press("ctrl+j").write("two")
	d.press("alt+enter").write("three").shows("Description  one", "             two", "             three").press("up").write("!")
	d.press("up", "home").write("> ").press("up")
	if got := d.focused(); !strings.HasPrefix(got, "Name") {
		t.Fatalf("up from the first line went to %q", got)
	}
	d.press("down", "end").press("enter")
	if got := d.focused(); !strings.HasPrefix(got, "URL") {
		t.Fatalf("enter went to %q", got)
	}
	d.shows("> one↵two!↵three")
	d.press("up", "down")
	if got := d.focused(); !strings.HasPrefix(got, "URL") {
		t.Fatalf("down from the last line went to %q", got)
	}
	if help := helpOf(d.press("up").form.ShortHelp()); !strings.Contains(help, "ctrl+j new line") {
		t.Errorf("help says %q", help)
	}
	if got := d.saved().Goal.Fields().Description; got != "> one\ntwo!\nthree" {
		t.Errorf("writes %q", string(got))
	}
}

// TestAnAreaIsAValue: an old form keeps its lines and its cursor.
func TestAnAreaIsAValue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		d := open(t, edit(billing(t))).to("Description")
		pressed := rapid.SampledFrom([]string{"x", "ctrl+j", "up", "down", "left", "right", "home", "end", "backspace", "delete", "ctrl+k", "ctrl+u", "ctrl+w", "新", "\u200d"})
		for _, k := range rapid.SliceOfN(pressed, 0, 20).Draw(r, "before") {
			d.press(k)
		}
		old := d.form
		want := redrawn(old)
		for _, k := range rapid.SliceOfN(pressed, 1, 20).Draw(r, "after") {
			d.press(k)
		}
		if got := redrawn(old); got != want {
			r.Fatalf("an old form changed with the new one from\n%s\nto\n%s", want, got)
		}
	})
}

// TestUntouchedTextIsSeen: what came with the webhook has its signs before it is
// edited, and a walk through the form leaves it alone.
func TestUntouchedTextIsSeen(t *testing.T) {
	t.Parallel()
	base := webhook(t, `{"id":"1","name":"Bill\u001b[31ming\n\u202eX","description":"a\tb","url":"https://a.example/\u0000x",
		"headers":{"X-\u200bEnv":"a\r\nb"},"triggers":["bad\u001btrigger"],"status":"pau\u001bsed","secret":"s"}`)
	d := open(t, edit(base)).hides("\x1b", "\u202e", "\u200b", "\x00").
		shows("Bill◦[31ming↵◦X", "a⇥b", "https://a.example/◦x", "X-◦Env", "a↵↵b", "contains ◦ escape character, ↵ line break")
	for range 30 {
		d.press("down")
	}
	d.to("X-◦Env").press("enter", "left", "up", "enter", "enter")
	if d.form.Dirty() {
		t.Fatal("going through the form changed it")
	}
	got := d.press("pgup", "pgup").to("Description").retype("new").saved().Goal.Fields()
	want := base.Clone()
	want.Description = "new"
	if !equal(got, want) {
		t.Errorf("wants to write\n%#v, not\n%#v", got, want)
	}
}

// redrawn is what a form shows that was wider for a moment: it draws what it holds
// anew then, and not what it drew before. The value that is given stays as it is.
func redrawn(m form.Model) string {
	width, height := m.Size()
	m.SetSize(width+1, height)
	m.SetSize(width, height)
	return m.View()
}
