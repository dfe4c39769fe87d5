package keys

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
)

// modifiers are what a key's name may begin with, in the order in which Bubble Tea
// writes them.
var modifiers = []string{"ctrl+", "alt+", "shift+", "meta+", "hyper+", "super+"}

// named are the keys that do not write what they are called by, but for f1 and on.
// The first of them type, erase or move in a field.
var (
	inFields = []string{
		"space", "enter", "tab", "backspace", "delete", string(Up), string(Down), "left", "right", "home", "end", "pgup", "pgdown",
	}
	named = append([]string{"esc", "insert", "begin", "find", "select", "menu", "pause", "printscreen"}, inFields...)
)

// lastFunctionKey is the highest that any keyboard has.
const lastFunctionKey = 63

// checkName says whether a key that a section of the config file gives to an action, or
// to a command, is one that can be pressed: under any other name that would have no key,
// and help would show one.
func checkName(section, doing, name string) error {
	rest, held := unmodified(name)
	r, size := utf8.DecodeRuneInString(rest)
	single := size > 0 && size == len(rest) && unicode.IsGraphic(r) && !unicode.IsSpace(r) && r != utf8.RuneError
	switch {
	case single && held == "shift+", single && held != "" && unicode.IsUpper(r), !single && !functionKey(rest) && !slices.Contains(named, rest):
		return fmt.Errorf("%s: there is no key %q for %s; write it like x, X, ctrl+t, alt+x, f2, space or pgdown", section, name, doing)
	case (doing == string(Interrupt) || doing == string(Suspend)) && inField(name):
		return fmt.Errorf("%s: %q is needed in text fields, where %s works too; take one with ctrl or alt, or f1 to f12", section, name, doing)
	}
	return nil
}

// unmodified takes the modifiers off a key's name.
func unmodified(name string) (rest, held string) {
	rest = name
	for _, modifier := range modifiers {
		rest = strings.TrimPrefix(rest, modifier)
	}
	return rest, strings.TrimSuffix(name, rest)
}

func functionKey(name string) bool {
	n, err := strconv.Atoi(strings.TrimPrefix(name, "f"))
	return err == nil && n > 0 && n <= lastFunctionKey && name == "f"+strconv.Itoa(n)
}

// inField reports whether a text field has a use for a key of its own.
func inField(name string) bool {
	rest, held := unmodified(name)
	return (held == "" || held == "shift+") && (utf8.RuneCountInString(rest) == 1 || slices.Contains(inFields, rest))
}

// Leave is the binding of back where text is typed: esc, and those of its keys that
// a text field has no use for.
func (m Map) Leave(short string) key.Binding {
	own := m.bindings[Back].Keys()
	bound := slices.DeleteFunc(slices.Clone(own), inField)
	if !slices.Contains(bound, "esc") {
		bound = append(bound, "esc")
	}
	return Bind(shown(bound), short, bound...)
}

// Leaves reports whether a key press goes back from where text is typed.
func (m Map) Leaves(pressed fmt.Stringer) bool { return key.Matches(pressed, m.Leave("")) }
