package screen

import (
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/ui/theme"
)

// Changes adds what differs between two states of a webhook, field by field. Of one that
// came or went as a whole it has the values that there are.
func (p *Fields) Changes(label string, action change.Action, all []change.Delta) {
	widest, column := max(12, min(24, p.ValueWidth()/4)), 0 // of the names
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = string(d.Field)
		if d.Item != "" && d.Field != change.Trigger { // a trigger is its own value
			names[i] += " " + text.Signed(d.Item)
		}
		column = max(column, min(widest, lipgloss.Width(names[i])+2))
	}
	for i, d := range all {
		name := text.Pad(names[i], column)
		if i > 0 && names[i] == names[i-1] {
			name = strings.Repeat(" ", column)
		} else if lipgloss.Width(names[i]) >= column {
			p.Field(label, names[i])
			label, name = "", strings.Repeat(" ", column)
		}
		for _, side := range sides(p.Theme, action, d) {
			p.Item(label, name+side.sign, side.value, side.style)
			label, name = "", strings.Repeat(" ", column)
		}
	}
	if len(all) == 0 {
		p.Field(label, "")
	}
}

// side is the old or the new value of a difference.
type side struct {
	sign, value string
	style       lipgloss.Style
}

// sides are the values of a difference; of what came or went as a whole, the one
// that it has.
func sides(t theme.Theme, action change.Action, d change.Delta) []side {
	value := func(v *api.Text) string {
		if v == nil || *v == "" {
			return "(empty)"
		}
		return text.Signed(*v)
	}
	switch action {
	case change.Created:
		return []side{{"", value(d.After), t.Text}}
	case change.Deleted:
		return []side{{"", value(d.Before), t.Text}}
	case change.Updated, change.Requested, change.Sent:
	}
	var both []side
	if d.Before != nil {
		both = append(both, side{"- ", value(d.Before), t.Removed})
	}
	if d.After != nil {
		after := value(d.After)
		if d.Before != nil && value(d.Before) == after {
			after += "  (another value)" // of what is masked, or looks the same
		}
		both = append(both, side{"+ ", after, t.Added})
	}
	return both
}
