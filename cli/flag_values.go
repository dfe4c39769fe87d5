package cli

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"corotui/internal/change"
)

const describe = "description" // the flag

// An empty flag is most often a variable of a script that is not set, and must
// not mean "all" or "none". So each flag of each command needs a value that can
// be seen, unless it is named here.
var (
	// mayBeEmpty are the flags that an empty value makes sense for.
	mayBeEmpty = []string{describe}
	// anyCharacter are the flags whose values are checked where they are used, and
	// may hold what would be a mistake in others.
	anyCharacter = []string{describe, "header", "data", "set"}
	// paths are names of files, which can hold anything.
	paths = []string{"from", "input", "output", "out", "config", "log-file", "ca-file"}
)

// wrongFlags lists what is wrong with the values of the flags that are given,
// whatever they are for.
func wrongFlags(cmd *cobra.Command) []string {
	var wrong []string
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		said := func(what string) { wrong = append(wrong, "--"+flag.Name+" "+what) }
		values, textual := valuesOfFlag(flag)
		switch {
		case !textual:
			return
		case len(values) == 0:
			said("is empty; give a value or leave it out")
		}
		for _, value := range values {
			switch what := wrongValue(value); {
			case what == isEmpty && slices.Contains(mayBeEmpty, flag.Name):
			case what == isEmpty && len(values) > 1:
				said("has an empty value among others")
			case what == isEmpty:
				said("is empty; give a value or leave it out")
			case what == hasControl && (slices.Contains(anyCharacter, flag.Name) || slices.Contains(paths, flag.Name)):
			case what == notUTF8 && slices.Contains(paths, flag.Name):
			case what == hasControl:
				said(fmt.Sprintf("%q %s", value, what))
			case what != "":
				said(what)
			}
		}
	})
	return wrong
}

// valuesOfFlag are the texts that a flag was given.
func valuesOfFlag(flag *pflag.Flag) (values []string, textual bool) {
	if several, ok := flag.Value.(pflag.SliceValue); ok {
		return several.GetSlice(), true
	}
	return []string{flag.Value.String()}, flag.Value.Type() == "string"
}

// wrongOperands lists what is wrong with the words that are no flags.
func wrongOperands(args []string) []string {
	var wrong []string
	for i, arg := range args {
		switch what := wrongValue(arg); what {
		case "":
		case hasControl:
			wrong = append(wrong, fmt.Sprintf("argument %d, %q, %s", i+1, arg, what))
		default:
			wrong = append(wrong, fmt.Sprintf("argument %d %s", i+1, what))
		}
	}
	return wrong
}

// What can be wrong with any value.
const (
	isEmpty    = "is empty"
	hasControl = "contains a line break or another control character"
	notUTF8    = "is not UTF-8"
)

// wrongValue tells what is wrong with a value, or "".
func wrongValue(value string) string {
	switch {
	case strings.TrimSpace(value) == "":
		return isEmpty
	case len(value) > change.MaxValue:
		return fmt.Sprintf("is too long (%d bytes); use at most %d", len(value), change.MaxValue)
	case !utf8.ValidString(value):
		return notUTF8
	case strings.ContainsFunc(value, unicode.IsControl):
		return hasControl
	}
	return ""
}

// wordList is a flag that takes several values with commas between them, and may be
// repeated. Pflag's own reads lines of CSV, and leaves out what follows the first.
type wordList struct{ all *[]string }

var _ pflag.SliceValue = wordList{}

func (w wordList) String() string { return strings.Join(*w.all, ",") }

// Type is the name of the value in help.
func (w wordList) Type() string { return "strings" }

// Set adds what stands on the command line.
func (w wordList) Set(value string) error { return w.Append(value) }

// Append adds what stands on the command line.
func (w wordList) Append(value string) error {
	return w.Replace(append(*w.all, strings.Split(value, ",")...))
}

// Replace sets the values.
func (w wordList) Replace(all []string) error {
	*w.all = all
	return nil
}

// GetSlice returns the values.
func (w wordList) GetSlice() []string { return *w.all }
