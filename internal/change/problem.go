package change

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"corotui/api"
)

// Problem is one thing that is wrong with a goal, or doubtful.
type Problem struct {
	Field   Field
	Item    api.Text // the trigger, or the name of the header or unknown field
	Index   int      // of a trigger, header or unknown field among those given
	OfName  bool     // of a header: its name is wrong, and not its value
	Value   api.Text // as it may be shown: masked, still untrusted; may be empty
	What    string   // clause that follows the field and its value: "is not a valid URL"
	Right   string   // clause that says what would be right; may be empty
	Nearest string   // what was meant, most likely; may be empty

	Doubtful       bool // a warning: the goal can be sent
	Masked         bool // what stands for a value that is not shown was given in its place
	UnknownTrigger bool // [Rules.Force] lets it through
}

// Problems are what is wrong with a goal. As an error they are one line.
type Problems []Problem

// Error says all of it.
func (p Problems) Error() string {
	said := make([]string, len(p))
	for i, problem := range p {
		said[i] = problem.Says(problem.name())
	}
	return strings.Join(said, "; ")
}

// Err is the problems that stand in the way, as a [Problems], or nil.
func (p Problems) Err() error {
	var wrong Problems
	for _, one := range p {
		if !one.Doubtful {
			wrong = append(wrong, one)
		}
	}
	if len(wrong) == 0 {
		return nil // and not an error of no problems
	}
	return wrong
}

// Warnings are the problems that do not stand in the way.
func (p Problems) Warnings() Problems {
	return slices.DeleteFunc(slices.Clone(p), func(one Problem) bool { return !one.Doubtful })
}

// name is the field in words.
func (p Problem) name() string {
	switch p.Field {
	case Header:
		if p.Item == "" {
			return "headers"
		}
		return fmt.Sprintf("header %q", cut(p.Item))
	case Other:
		return fmt.Sprintf("field %q", cut(p.Item))
	case Trigger:
		if p.Item != "" {
			return "trigger"
		}
		return "triggers"
	default:
		return string(p.Field)
	}
}

// Says tells the problem of what the user knows as subject: a flag, the path in
// a JSON document, or the field's name. The text is clean but for the value's
// own characters, which are quoted.
func (p Problem) Says(subject string) string {
	var said strings.Builder
	said.WriteString(subject)
	if p.Value != "" && p.Value != p.Item || p.Value != "" && p.Field == Trigger {
		fmt.Fprintf(&said, " %q", cut(p.Value))
	}
	said.WriteString(" " + p.What)
	switch {
	case p.Nearest != "":
		fmt.Fprintf(&said, "; did you mean %s?", p.Nearest)
	case p.Right != "":
		said.WriteString("; " + p.Right)
	}
	return said.String()
}

// mostShown is how much of a value or name is shown, in characters.
const mostShown = 120

// cut is the start of a text that is too long to be shown.
func cut(value api.Text) string {
	if runes := []rune(string(value)); len(runes) > mostShown {
		return string(runes[:mostShown]) + "…"
	}
	return string(value)
}

// Path is the problem's place in the JSON of a webhook, as in "triggers[2]".
func (p Problem) Path() string {
	switch p.Field {
	case Descendants:
		return "applyToAllDescendants"
	case URL:
		return "url"
	case Trigger:
		if p.Item == "" {
			return "triggers"
		}
		return fmt.Sprintf("triggers[%d]", p.Index)
	case Header:
		if p.Item == "" {
			return "headers"
		}
		return fmt.Sprintf("headers[%q]", cut(p.Item))
	case Other:
		if strings.ContainsFunc(string(p.Item), func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			return fmt.Sprintf("[%q]", cut(p.Item))
		}
		return cut(p.Item)
	default:
		return string(p.Field)
	}
}
