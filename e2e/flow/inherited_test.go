package flow_test

import (
	"testing"

	"corotui/api/emulator"
)

// wroteIn counts the updates that were carried out, and those in a workspace.
func (w *world) wroteIn(workspace string) (all, there int) {
	for _, request := range w.server.Requests() {
		if request.Operation != emulator.OpUpdate || request.Status/100 != 2 {
			continue
		}
		all++
		if request.Workspace == workspace {
			there++
		}
	}
	return all, there
}

// inDental opens the list of Northwind Dental, which inherits seven webhooks.
func (w *world) inDental() {
	w.t.Helper()
	w.Press("w")
	w.WaitFor("Alpine Ski House")
	w.Type("northwind")
	w.WaitFor("Northwind Dental")
	w.WaitGone("Alpine Ski House")
	w.Press("enter")
	w.WaitFor("10 webhooks", "7 inherited")
	w.choose("Usage report · inherited")
	w.Press("enter")
	w.WaitFor("Inherited", "from Acme Channel; it is changed there")
}

// TestInheritedWebhooks appear once in the fleet, and in the list of a workspace as
// what they are. What is done to one is asked, done in the channel, and seen in both.
func TestInheritedWebhooks(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"same-id", "owner", "unowned", "copies"} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			variant, err := emulator.ParseVariant("inherited=" + form)
			if err != nil {
				t.Fatal(err)
			}
			w := open(t, sizes[0], variant)
			w.fleet()
			w.WaitFor("Acme Channel +14", "8 off · 31 on")
			w.Press("/")
			w.Type("usage")
			w.WaitFor("1 of 39")
			w.Press("enter", "space")
			w.WaitFor(`Disable "Usage report" in Acme Channel?`, "changes there and in the 14", "below that inherit it")
			w.decide("disable")
			w.said(`Disabled "Usage report"`)
			w.Press("enter")
			w.WaitFor("Inherited", "by 14 workspaces below")
			w.Press("esc")

			w.inDental()
			w.Press("space")
			w.WaitFor(`Enable "Usage report" in Acme Channel?`, "inherits it")
			w.Press("enter")
			w.WaitGone(`Enable "Usage report" in Acme Channel?`)
			w.Press("space")
			w.WaitFor(`Enable "Usage report" in Acme Channel?`)
			w.decide("enable")
			w.said(`Enabled "Usage report"`)
			w.WaitFor("● on", "from Acme Channel")
			w.Press("e")
			w.WaitFor(`Edit "Usage report" in Acme Channel?`)
			w.decide("edit")
			w.WaitFor("Edit  Usage report", "Acme Channel")
			w.to("Description")
			w.retype("Weekly counts")
			w.Press("ctrl+s")
			w.WaitFor("Save these changes?")
			w.Press("enter")
			w.said(`Saved "Usage report"`)
			w.WaitFor("Weekly counts", "from Acme Channel")
			if held := w.find("Usage report"); held["description"] != "Weekly counts" || held["status"] != "enabled" {
				t.Errorf("the channel holds %v", held)
			}
			w.Press("d")
			w.WaitFor(`Delete "Usage report"?`, "in Acme Channel", "inherits it")
			w.Press("esc")
			if all, there := w.wroteIn(emulator.DemoChannel); all != 3 || there != 3 {
				t.Errorf("%d were written, %d of them in the channel", all, there)
			}
		})
	}
}

// TestARunOverInheritedWebhooks says which are, writes each where it lives, and takes
// the marks from the rows that stand for them.
func TestARunOverInheritedWebhooks(t *testing.T) {
	t.Parallel()
	variant, err := emulator.ParseVariant("inherited=owner")
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, sizes[0], variant)
	w.inDental()
	w.Press("esc")
	w.WaitFor("10 webhooks", "7 inherited")
	w.Press("X", "b", "s")
	w.WaitFor("Set a header of 10 webhooks")
	w.Type("X-Team")
	w.Press("enter")
	w.Type("north")
	w.Press("enter")
	w.WaitFor("Set header X-Team of 10 webhooks in 2 workspaces?")
	w.see("lives in Acme Channel: it changes there", "and 4 others")
	w.Press("right", "enter")
	w.said("Set the header of 10 webhooks")
	w.closesResults("10 set")
	w.WaitGone("10 marked")
	if all, there := w.wroteIn(emulator.DemoChannel); all != 10 || there != 7 {
		t.Errorf("%d were written, %d of them in the channel", all, there)
	}
}
