package filter

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"corotui/api"
)

// Offer is a word that may be typed next: a field such as "status:", or a value
// of the field that is being typed.
type Offer struct {
	Text string
	Like string // an example of what follows a field, where that is not plain
	Fits bool   // what is typed of the word so far leads to it
}

// Offers are the words that may come at the end of a filter of these fields: values
// behind a field that has a list of them, those that fit first, and fields in their
// usual order everywhere else. A field without such a list gives none.
func Offers(text string, fields []string) []Offer {
	last := lastWord(text)
	field, value, valued := strings.Cut(last, ":")
	if !valued {
		offers := make([]Offer, len(fields))
		for i, f := range fields {
			offers[i] = Offer{Text: f + ":", Fits: last != "" && strings.HasPrefix(f, strings.ToLower(last))}
			if f == fieldOff {
				offers[i].Like = ">2d"
			}
		}
		return offers
	}
	name := strings.ToLower(field)
	if full, other := aliases[name]; other {
		name = full
	}
	if !slices.Contains(fields, name) {
		return nil
	}
	value = fold(value)
	fits := strings.HasPrefix
	if name == fieldTrigger {
		fits = strings.Contains // as it matches
	}
	var fitting, others []Offer
	for _, v := range values(name) {
		if o := (Offer{Text: v, Fits: fits(v, value)}); o.Fits {
			fitting = append(fitting, o)
		} else {
			others = append(others, o)
		}
	}
	sort.SliceStable(fitting, func(i, j int) bool { return apart(fitting[i].Text, value) < apart(fitting[j].Text, value) })
	return append(fitting, others...)
}

// apart is 0 where a part begins a word of a name, and 1 elsewhere in it.
func apart(name, part string) int {
	if strings.Contains("-"+name, "-"+part) {
		return 0
	}
	return 1
}

// values are what a field can be, where that is a list.
func values(field string) []string {
	switch field {
	case "status":
		return []string{"off", "on", string(api.Disabled), string(api.Enabled)}
	case fieldOff:
		return []string{">2d", ">1w", "<3h", "<12h"}
	case fieldValid:
		return []string{"yes", "no"}
	case fieldForward:
		return []string{"2", "4", "5", "failed", "dropped"}
	case fieldType:
		return []string{"channel", "child"}
	case fieldTrigger:
		names := make([]string, len(api.KnownTriggers))
		for i, known := range api.KnownTriggers {
			names[i] = string(known.Name)
		}
		return names
	}
	return nil
}

// Complete returns a filter whose last word is completed by an offer. Behind a
// value there is a blank for the next word.
func Complete(text string, o Offer) string {
	last := lastWord(text)
	before := strings.TrimSuffix(text, last)
	if field, _, valued := strings.Cut(last, ":"); valued {
		return before + field + ":" + o.Text + " "
	}
	return before + o.Text
}

// lastWord is what is typed of the last word, without its "-". In quotes nothing
// is offered for it.
func lastWord(text string) string {
	if strings.Count(text, `"`)%2 == 1 {
		return ":" // a value of no field
	}
	words := strings.FieldsFunc(text+".", unicode.IsSpace)
	return strings.TrimLeft(strings.TrimSuffix(words[len(words)-1], "."), "-")
}
