package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"corotui/internal/weburl"
)

// Regions lists the regions, the default one first.
func Regions() []string { return weburl.Regions() }

// Themes lists what ui.theme may be, the default one first.
func Themes() []string { return []string{"auto", "dark", "light", "none"} }

// Limits of --timeout: shorter cannot work over a real line, and longer is a
// program that hangs.
const (
	DefaultTimeout = 10 * time.Second
	minTimeout     = 100 * time.Millisecond
	maxTimeout     = 10 * time.Minute
)

// The check functions take a value as it was written and return what is wrong
// with it as the rest of a sentence that began with the setting's place.

func checkRegion(value string) error {
	if weburl.OfRegion(value) == "" {
		return fmt.Errorf("the region %q does not exist; allowed are us, ca and eu", value)
	}
	return nil
}

// CheckAPIURL says whether value can be the base URL of the API.
func CheckAPIURL(value string) error {
	_, err := weburl.Base(value)
	return err
}

// CheckID is for ids that travel in a header or a JSON body: their form is not
// known, but no id holds blanks at its ends, invisible characters, or broken ones.
func CheckID(value string) error {
	bad := func(r rune) bool { return r == utf8.RuneError || r != ' ' && unseen(r) }
	if strings.TrimSpace(value) != value || strings.ContainsFunc(value, bad) {
		return fmt.Errorf("%q holds blanks at its ends or control characters; copy the id again", value)
	}
	return nil
}

// maxProfileName keeps the names of the files made from profile names short.
const maxProfileName = 64

// CheckProfileName says whether name can be a profile's: it becomes a part of
// file names, so it is made of letters, digits, '.', '-' and '_' and does not
// begin with a dot.
func CheckProfileName(name string) error {
	legal := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r)
	}
	if name == "" || len(name) > maxProfileName || name[0] == '.' ||
		strings.ContainsFunc(name, func(r rune) bool { return !legal(r) }) {
		return fmt.Errorf("%q cannot be a profile's name; use up to %d letters, digits, dots, - and _", name, maxProfileName)
	}
	return nil
}

func checkTheme(value string) error {
	if !slices.Contains(Themes(), value) {
		return fmt.Errorf("the theme %q does not exist; allowed are %s", value, words(Themes()))
	}
	return nil
}

func parseBool(value string) (bool, error) {
	switch strings.ToLower(value) {
	case "1", "true", "yes", "on":
		return true, nil
	case "0", "false", "no", "off":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither yes nor no; allowed are true and false", value)
}

func parseTimeout(value string) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if err != nil {
		d, err = time.ParseDuration(value + "s") // a plain number is one of seconds
	}
	if err != nil || d < minTimeout || d > maxTimeout {
		return 0, fmt.Errorf("%q is not a time to wait; allowed is 100ms to 10m, written like 10s or 1m30s", value)
	}
	return d, nil
}

// words lists names as a sentence does: "a, b and c".
func words(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
