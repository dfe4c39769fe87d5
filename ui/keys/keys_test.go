package keys_test

import (
	"slices"
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
		if row.Keys == "" || row.Meaning == "" || row.Short == "" || !slices.Contains(keys.Groups, row.Group) {
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
		{map[string][]string{"toggle": {"spcae"}}, `no key "spcae" for toggle`},
		{map[string][]string{"toggle": {""}}, `no key "" for toggle`},
		{map[string][]string{"toggle": {" "}}, `no key " " for toggle`},
		{map[string][]string{"toggle": {"o", "Ctrl+T"}}, `no key "Ctrl+T" for toggle`},
		{map[string][]string{"toggle": {"ctrl+T"}}, `no key "ctrl+T" for toggle`},
		{map[string][]string{"toggle": {"alt+ctrl+t"}}, `no key "alt+ctrl+t" for toggle`},
		{map[string][]string{"toggle": {"shift+o"}}, `no key "shift+o" for toggle`},
		{map[string][]string{"toggle": {"ctrl+"}}, `no key "ctrl+" for toggle`},
		{map[string][]string{"toggle": {"f0"}}, `no key "f0" for toggle`},
		{map[string][]string{"toggle": {"f064"}}, `no key "f064" for toggle`},
		{map[string][]string{"toggle": {"F2"}}, `no key "F2" for toggle`},
		{map[string][]string{"toggle": {"escape"}}, `no key "escape" for toggle`},
		{map[string][]string{"suspend": {"z"}}, `"z" is needed in text fields, where suspend works too`},
		{map[string][]string{"interrupt": {"ctrl+c", "backspace"}}, `"backspace" is needed in text fields`},
	}
	for _, test := range tests {
		_, err := keys.NewMap(test.overrides)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("NewMap(%v) says %v, want %q", test.overrides, err, test.want)
		}
	}
}

// TestKeysThatCanBePressed: what Bubble Tea calls a key is its name in the config,
// whatever is held with it.
func TestKeysThatCanBePressed(t *testing.T) {
	t.Parallel()
	for _, press := range []tea.KeyPressMsg{
		{Code: 'o', Text: "o"},
		{Code: 'o', ShiftedCode: 'O', Mod: tea.ModShift, Text: "O"},
		{Code: 'ü', Text: "ü"},
		{Code: '+', Text: "+"},
		{Code: '+', Mod: tea.ModCtrl},
		{Code: 't', Mod: tea.ModCtrl | tea.ModAlt | tea.ModShift},
		{Code: 'x', Mod: tea.ModAlt},
		{Code: tea.KeySpace, Mod: tea.ModCtrl},
		{Code: tea.KeyTab, Mod: tea.ModShift},
		{Code: tea.KeyF1}, {Code: tea.KeyF63}, {Code: tea.KeyDelete}, {Code: tea.KeyInsert}, {Code: tea.KeyMenu},
	} {
		m, err := keys.NewMap(map[string][]string{"toggle": {press.String()}})
		if err != nil {
			t.Error(err)
			continue
		}
		if got, _ := m.Find(press); got != keys.Toggle {
			t.Errorf("%s means %q", press, got)
		}
	}
	if _, err := keys.NewMap(map[string][]string{"suspend": {"f9", "alt+z"}, "interrupt": {"ctrl+q"}}); err != nil {
		t.Error(err)
	}
}

// TestLeavingAField: a key of "back" that is typed, or moves in the text, is the
// field's; esc always leaves one.
func TestLeavingAField(t *testing.T) {
	t.Parallel()
	for shown, bound := range map[string][]string{
		"esc": {"M", "left", "backspace"}, "ctrl+o esc": {"ctrl+o", "M"}, "esc f4": {"esc", "f4"},
	} {
		m, err := keys.NewMap(map[string][]string{"back": bound})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Leave("clear").Help(); got.Key != shown || got.Desc != "clear" {
			t.Errorf("of %v help shows %v, not %q", bound, got, shown)
		}
		for press, leaves := range map[tea.KeyPressMsg]bool{
			{Code: tea.KeyEscape}: true, {Code: 'm', Mod: tea.ModShift, Text: "M"}: false, {Code: tea.KeyLeft}: false,
			{Code: 'o', Mod: tea.ModCtrl}: shown == "ctrl+o esc",
		} {
			if m.Leaves(press) != leaves {
				t.Errorf("with %v, %s leaves a field: %v", bound, press, !leaves)
			}
		}
	}
}
