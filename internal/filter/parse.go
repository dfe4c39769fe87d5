package filter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// term is one condition.
type term struct {
	field   string // empty: any of name, URL, id and description
	value   string // folded
	exclude bool
	age     age // of "off"
}

// wrong is the field of a term that could not be read. It matches nothing, so that
// nothing is done to what the user did not mean.
const wrong = "?"

// UnknownFieldError tells of a field that does not exist.
type UnknownFieldError struct {
	Field string
	Known []string
}

func (e *UnknownFieldError) Error() string {
	return fmt.Sprintf("no field %q; known are %s", e.Field, strings.Join(e.Known, ", "))
}

// Sentence says it to the user, and how to look for the text itself.
func (e *UnknownFieldError) Sentence() string {
	return fmt.Sprintf("There is no field %q. Fields: %s. Put text with a colon in quotes.", e.Field, e.fields())
}

func (e *UnknownFieldError) fields() string { return strings.Join(e.Known, ": ") + ":" }

// AgeError tells of a length of time that is none.
type AgeError struct{ Value string }

func (e *AgeError) Error() string { return fmt.Sprintf("off:%s is not a length of time", e.Value) }

// Sentence says it to the user, with what would be right.
func (e *AgeError) Sentence() string {
	return fmt.Sprintf("off:%s is not a length of time. Write off:>2d or off:<12h (m, h, d, w, mo, y).", e.Value)
}

// parse reads the terms of a filter. With an error there is one more, which matches
// nothing. Errors name the fields, but not those that are taken besides.
func parse(text string, fields []string, besides ...string) ([]term, error) {
	var terms []term
	var problem error
	for _, word := range split(text) {
		t, err := word.term(fields, besides)
		if err != nil {
			if problem == nil {
				problem = err
			}
			t = term{field: wrong, value: wrong}
		}
		if t.value != "" {
			terms = append(terms, t)
		}
	}
	return terms, problem
}

// word is a part of a filter between blanks.
type word struct {
	text    string // without its quotes and its "-"
	exclude bool
	colon   int // the first one that is not in quotes; -1: none
}

// split cuts text at blanks that are not between double quotes, and drops the
// quotes. A quote that is never closed reaches to the end.
func split(text string) []word {
	var words []word
	var b strings.Builder
	quoted, started, literal, at := false, false, false, word{colon: -1}
	end := func() {
		if at.text = b.String(); started {
			words = append(words, at)
		}
		b.Reset()
		started, literal, at = false, false, word{colon: -1}
	}
	for _, r := range text {
		switch {
		case unicode.IsSpace(r) && !quoted:
			end()
			continue
		case r == '"':
			quoted, literal = !quoted, true
		case r == '-' && !started:
			at.exclude = true
		default:
			if r == ':' && !literal && at.colon < 0 {
				at.colon = b.Len()
			}
			b.WriteRune(r)
		}
		started = true
	}
	end()
	return words
}

// term reads one word.
func (w word) term(fields, besides []string) (term, error) {
	t := term{exclude: w.exclude, value: fold(w.text)}
	if w.colon < 0 || !isField(w.text, w.colon) {
		return t, nil
	}
	name := strings.ToLower(w.text[:w.colon])
	t.field, t.value = name, fold(w.text[w.colon+1:])
	if full, other := aliases[name]; other {
		t.field = full
	}
	if !slices.Contains(fields, t.field) && !slices.Contains(besides, t.field) {
		return t, &UnknownFieldError{name, fields}
	}
	if t.field == fieldOff && t.value != "" {
		var known bool
		if t.age, known = parseAge(t.value); !known {
			return t, &AgeError{t.value}
		}
		if t.age == (age{}) {
			t.value = "" // only the sign is typed yet
		}
	}
	return t, nil
}

// isField reports whether what stands before a colon is meant as a field's name:
// letters only, and neither the scheme of a URL nor the host of a port.
func isField(text string, colon int) bool {
	name := text[:colon]
	if name == "" || strings.HasPrefix(text[colon:], "://") || strings.EqualFold(name, "localhost") {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) })
}

// age is what is asked of a length of time.
type age struct {
	sign   string // ">", "<", ">=", "<="
	length time.Duration
}

func (a age) holds(d time.Duration) bool {
	switch a.sign {
	case "<":
		return d < a.length
	case "<=":
		return d <= a.length
	case ">":
		return d > a.length
	}
	return d >= a.length
}

const day = 24 * time.Hour

// units are those that ages are shown in, and weeks. A number alone is of days.
var units = map[string]time.Duration{
	"": day, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": day, "w": 7 * day, "mo": 30 * day, "y": 365 * day,
}

// parseAge reads ">2d"; without a sign it is "at least". A sign alone is the zero
// age.
func parseAge(value string) (age, bool) {
	rest := strings.TrimLeft(value, "<>=")
	a := age{sign: value[:len(value)-len(rest)]}
	if !slices.Contains([]string{"", "=", ">", "<", ">=", "<="}, a.sign) {
		return age{}, false
	}
	if rest == "" {
		return age{}, true
	}
	number := strings.TrimRightFunc(rest, unicode.IsLetter)
	unit, known := units[rest[len(number):]]
	n, err := strconv.ParseFloat(number, 64)
	// Some 290 years are the longest that can be told.
	if a.length = time.Duration(n * float64(unit)); !known || err != nil || n < 0 || n*float64(unit) > float64(1<<62) {
		return age{}, false
	}
	if a.sign == "" || a.sign == "=" {
		a.sign = ">="
	}
	return a, true
}
