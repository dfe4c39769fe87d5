package flow_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestADescriptionIsEditedWhole: a character added to a text of two lines, with
// joiners and a tab in it, is all that is written, and the review names the rest.
func TestADescriptionIsEditedWhole(t *testing.T) {
	t.Parallel()
	const text = "Line one\n\tLine\u00a0two \u200c👩\u200d💻❤\ufe0f"
	seed := emulator.Scale(1, 2, 1)
	seed.Workspaces[0].Webhooks[0].Name = "Two lines"
	seed.Workspaces[0].Webhooks[0].Description = text
	w := openOn(t, size{80, 24}, seed, emulator.Variant{})
	w.WaitFor("Two lines", "fresh")
	w.choose("Two lines")
	w.Press("e")
	w.WaitFor("Edit  Two lines")
	w.WaitFor("Line one↵⇥Line␣two ◦👩◦💻❤◦") // in one line, as it has not the focus
	w.Press("down")
	w.WaitFor("ctrl+j new line")
	w.Press("end")
	w.Type("!")
	w.WaitFor("❤◦!", "1 unsaved")
	w.Press("ctrl+j")
	w.Paste("three \r")
	w.WaitFor("three", "␣ no-break space")
	w.Press("ctrl+s")
	w.WaitFor("Save these changes?", "+ Line one↵", "three␣↵", "◦ zero width joiner", "↵ line break (3)")
	w.Press("enter")
	w.WaitFor(`Saved "Two lines"`)
	if got := w.find("Two lines")["description"]; got != text+"!\nthree \n" {
		t.Errorf("the server holds %q", got)
	}
}

// TestAPastedLineBreakIsNamed in a prompt, which lets nothing with it through.
func TestAPastedLineBreakIsNamed(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.choose("Billing to QuickB")
	w.Press("b", "m")
	w.WaitFor("Change the URL")
	w.Press("ctrl+u")
	w.Paste("hooks.acme.example\r")
	w.WaitFor("hooks.acme.example↵")
	w.Press("tab")
	w.Type("new.example")
	w.WaitFor("new.example")
	w.Press("enter")
	w.WaitFor("From holds a line break (↵). Delete it.")
	w.Press("backspace")
	w.WaitGone("Delete it.")
	w.Press("tab", "enter")
	w.WaitFor("Change the URL of 1 webhook", "hooks.acme.example → new.example")
}
