package keys_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"corotui/ui/keys"
)

func TestTheContractsKeys(t *testing.T) {
	t.Parallel()
	m := keys.Default()
	tests := map[keys.Action][]tea.KeyPressMsg{
		keys.Toggle:      {{Code: tea.KeySpace, Text: " "}},
		keys.Open:        {{Code: tea.KeyEnter}},
		keys.Filter:      {{Code: '/', Text: "/"}},
		keys.Sort:        {{Code: 's', Text: "s"}},
		keys.SortReverse: {{Code: 's', ShiftedCode: 'S', Mod: tea.ModShift, Text: "S"}},
		keys.Edit:        {{Code: 'e', Text: "e"}},
		keys.New:         {{Code: 'n', Text: "n"}},
		keys.CopyNew:     {{Code: 'c', Text: "c"}},
		keys.Delete:      {{Code: 'd', Text: "d"}},
		keys.Test:        {{Code: 't', Text: "t"}},
		keys.Mark:        {{Code: 'x', Text: "x"}},
		keys.MarkAll:     {{Code: 'x', ShiftedCode: 'X', Mod: tea.ModShift, Text: "X"}},
		keys.Palette:     {{Code: ':', Text: ":"}},
		keys.Help:        {{Code: '?', Text: "?"}},
		keys.Workspaces:  {{Code: 'w', Text: "w"}},
		keys.Refresh:     {{Code: 'r', Text: "r"}},
		keys.Undo:        {{Code: 'u', Text: "u"}},
		keys.Copy:        {{Code: 'y', Text: "y"}},
		keys.Back:        {{Code: tea.KeyEscape}},
		keys.Quit:        {{Code: 'q', Text: "q"}},
		keys.Interrupt:   {{Code: 'c', Mod: tea.ModCtrl}},
		keys.Suspend:     {{Code: 'z', Mod: tea.ModCtrl}},
		keys.Up:          {{Code: tea.KeyUp}, {Code: 'k', Text: "k"}},
		keys.Down:        {{Code: tea.KeyDown}, {Code: 'j', Text: "j"}},
		keys.Top:         {{Code: 'g', Text: "g"}},
		keys.Bottom:      {{Code: 'g', ShiftedCode: 'G', Mod: tea.ModShift, Text: "G"}},
		keys.PageUp:      {{Code: tea.KeyPgUp}},
		keys.PageDown:    {{Code: tea.KeyPgDown}},
	}
	for want, presses := range tests {
		for _, press := range presses {
			if got, ok := m.Find(press); !ok || got != want {
				t.Errorf("%s means %q, want %q", press, got, want)
			}
		}
	}
	for _, row := range m.Table() {
		if row.Keys == "" || row.Meaning == "" || row.Scope == "" {
			t.Errorf("the table's row of %s is not complete: %+v", row.Action, row)
		}
	}
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	m, err := keys.NewMap(map[string][]string{"toggle": {"enter", "o"}, "open": {"l"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := m.Find(tea.KeyPressMsg{Code: tea.KeyEnter}); got != keys.Toggle {
		t.Errorf("enter means %q", got)
	}
	if got, ok := m.Find(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}); ok {
		t.Errorf("space still means %q", got)
	}
	if got := m.Binding(keys.Toggle).Help().Key; got != "enter o" {
		t.Errorf("help shows %q", got)
	}
}

func TestBadOverridesAreErrorsThatNameTheAction(t *testing.T) {
	t.Parallel()
	tests := []struct {
		overrides map[string][]string
		want      string
	}{
		{map[string][]string{"togle": {"space"}}, `no action "togle"`},
		{map[string][]string{"toggle": {}}, "toggle has no key"},
		{map[string][]string{"toggle": {"e"}}, "both toggle and edit"},
	}
	for _, test := range tests {
		_, err := keys.NewMap(test.overrides)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("NewMap(%v) says %v, want %q", test.overrides, err, test.want)
		}
	}
}
