package flow_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestAWebhookIsCopiedIntoWorkspacesThatArePicked from list, fleet, and detail, with one
// question, a result for each workspace, and one undo for all.
func TestAWebhookIsCopiedIntoWorkspacesThatArePicked(t *testing.T) {
	t.Parallel()
	const bikes, bank = "contosobikes_C9B1_x", "woodgrovebank_W1B7_x"
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			before := map[string]int{bikes: len(w.server.Webhooks(bikes)), bank: len(w.server.Webhooks(bank))}
			w.choose("Usage report")
			w.Press("enter")
			w.WaitFor("5 of 12")
			w.Press(">")
			w.WaitFor(`Copy "Usage report" into`, "contosobikes_C9B1_x", "x mark  enter copy")
			w.to("Contoso Bikes")
			w.Press("x")
			w.WaitFor("1 marked")
			w.Press("/")
			w.Type("wgb")
			w.at("Woodgrove Bank")
			w.Press("enter", "space")
			w.WaitFor("2 marked")
			w.Press("enter")
			w.WaitForDialog("Copy 1 webhook into 2 workspaces?", "→ Contoso Bikes", "→ Woodgrove Bank", "copy 2")
			w.decide("copy 2")
			w.results("Copy 1 webhook into 2 workspaces", "copied  Usage report  Contoso Bikes", "copied  Usage report  Woodgrove Bank")
			for workspace, count := range before {
				if now := len(w.server.Webhooks(workspace)); now != count+1 {
					t.Errorf("%s had %d webhooks and has %d", workspace, count, now)
				}
			}
			w.said("Copied 2 webhooks")
			w.closesResults("2 copied")
			w.Press("u")
			w.WaitForDialog("Undo 2 changes?")
			w.decide("undo")
			w.said("Undid 2 changes")
			if now := len(w.server.Webhooks(bikes)); now != before[bikes] {
				t.Errorf("after the undo %s has %d webhooks", bikes, now)
			}
		})
	}
}

// TestSeveralMarkedAreCopiedAtOnce, each into each workspace.
func TestSeveralMarkedAreCopiedAtOnce(t *testing.T) {
	t.Parallel()
	const legal, bank = "granitelegal_G6L9_x", "woodgrovebank_W1B7_x"
	for _, s := range []size{{60, 15}, {80, 24}} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			before := len(w.server.Webhooks(legal))
			for _, name := range []string{"Usage report", "Contract sync"} {
				w.choose(name)
				w.Press("x")
				w.WaitFor("marked")
			}
			w.WaitFor("2 marked")
			w.Press(">")
			w.WaitFor("Copy 2 webhooks into")
			for _, workspace := range []string{"Granite Legal", "Woodgrove Bank"} {
				w.to(workspace)
				w.Press("x")
				w.WaitFor("marked")
			}
			w.WaitFor("2 marked", "x mark  enter copy")
			w.Press("enter")
			w.WaitForDialog("Copy 2 webhooks into 2 workspaces?", "copy 4")
			w.decide("copy 4")
			w.closesResults("4 copied")
			for _, workspace := range []string{legal, bank} {
				if w.in(workspace, "Usage report") == nil || w.in(workspace, "Contract sync") == nil {
					t.Errorf("%s lacks one", workspace)
				}
			}
			if now := len(w.server.Webhooks(legal)); now != before+2 {
				t.Errorf("there were %d webhooks and are %d", before, now)
			}
		})
	}
}

// TestCopiesThatFailAreSaidOfTheirWorkspace, also of one whose id was typed, and those
// that are there already are skipped.
func TestCopiesThatFailAreSaidOfTheirWorkspace(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.choose("Usage report")
	w.Press(">")
	w.WaitFor(`Copy "Usage report" into`, "contosobikes_C9B1_x")
	w.Press("/")
	w.Type("nowhere_Z9Z9_x")
	w.at("nowhere_Z9Z9_x")
	w.Press("enter", "x")
	w.WaitFor("1 marked")
	w.Press("esc")
	w.WaitFor("16 workspaces", "nowhere_Z9Z9_x")
	w.to("Acme Channel")
	w.Press("x")
	w.WaitFor("2 marked")
	w.Press("enter")
	w.WaitForDialog("Copy 1 webhook into 2 workspaces?", "→ nowhere_Z9Z9_x", "copy 2")
	w.decide("copy 2")
	w.closesResults("1 failed · 1 skipped", "failed   Usage report  nowhere_Z9Z9_x", "skipped  Usage report  Acme Channel    already there", "retry 1 failed")
	w.Press(">")
	w.WaitFor(`Copy "Usage report" into`)
	w.Press("esc")
	w.WaitGone(`Copy "Usage report" into`)
}
