package flow

import (
	"fmt"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// named are the keys that have a name and no character, by the names that
// Bubble Tea gives them.
var named = map[string]rune{
	"enter": tea.KeyEnter, "tab": tea.KeyTab, "esc": tea.KeyEscape, "backspace": tea.KeyBackspace,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
	"insert": tea.KeyInsert, "delete": tea.KeyDelete, "f1": tea.KeyF1,
}

var modifiers = map[string]tea.KeyMod{
	"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift,
}

// parseKey reads a key's name, the way key bindings write it. Of characters
// with a modifier only small ones exist.
func parseKey(name string) (tea.Key, error) {
	var key tea.Key
	rest := name
	for {
		before, after, found := strings.Cut(rest, "+")
		modifier, ok := modifiers[before]
		if !found || !ok {
			break
		}
		key.Mod |= modifier
		rest = after
	}
	if code, ok := named[rest]; ok {
		key.Code = code
		return key, nil
	}
	switch {
	case rest == "space":
		key.Code = tea.KeySpace
	case utf8.RuneCountInString(rest) == 1:
		key.Code, _ = utf8.DecodeRuneInString(rest)
	default:
		return tea.Key{}, fmt.Errorf("there is no key named %q", name)
	}
	if key.Mod == 0 {
		key.Text = string(key.Code)
	}
	return key, nil
}
