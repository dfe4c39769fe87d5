package change

import (
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/suggest"
)

// RemoveTrigger takes a trigger away. One that the webhook does not have needs
// nothing, unless it is not documented either: then it is most likely misspelled.
func (r Rules) RemoveTrigger(f api.Fields, trigger api.Trigger) (api.Fields, Problems) {
	if f.HasTrigger(trigger.Name()) {
		return Set(f, Trigger, api.Text(trigger), nil), nil
	}
	if _, known := api.FindEvent(trigger.Name()); known {
		return f, nil
	}
	p := Problem{
		Field: Trigger, Item: api.Text(trigger), Value: api.Text(trigger), What: "is not a trigger of the webhook",
		UnknownTrigger: true, Doubtful: r.Force,
	}
	var names []api.TriggerName
	for _, one := range f.Triggers {
		names = append(names, one.Name())
	}
	for _, event := range api.Events {
		if !slices.Contains(names, event.Name) {
			names = append(names, event.Name)
		}
	}
	if p.Nearest = string(suggest.Nearest(string(trigger.Name()), names)); p.Nearest == "" {
		p.Right = "it has " + join(names[:len(f.Triggers)])
	}
	return f, Problems{p}
}

// RemoveHeader takes a header away. That the webhook does not have it is only
// doubtful: any name could have been meant.
func (r Rules) RemoveHeader(f api.Fields, name api.Text) (api.Fields, Problems) {
	if _, there := f.Header(name); there {
		return Set(f, Header, name, nil), nil
	}
	p := Problem{Field: Header, Item: name, What: "is not a header of the webhook", Doubtful: true}
	var names []string
	for _, header := range f.Headers {
		names = append(names, string(header.Name))
	}
	if p.Nearest = suggest.Nearest(string(name), names); p.Nearest == "" && len(names) > 0 {
		p.Right = "it has " + strings.Join(names, ", ")
	}
	return f, Problems{p}
}
