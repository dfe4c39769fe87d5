package change

import (
	"strings"
	"unicode"

	"corotui/api"
)

// WithStatus returns f enabled or disabled: the goal of a toggle. The word has
// the letter case in which the server spells its own: whether it would take
// another is not documented.
func WithStatus(f api.Fields, on bool) api.Fields {
	f = f.Clone()
	word := string(api.Disabled)
	if on {
		word = string(api.Enabled)
	}
	spelled := string(f.Status)
	switch {
	case spelled == "":
	case spelled == strings.ToUpper(spelled):
		word = strings.ToUpper(word)
	case unicode.IsUpper(rune(spelled[0])):
		word = strings.ToUpper(word[:1]) + word[1:]
	}
	f.Status = api.Status(word)
	return f
}
