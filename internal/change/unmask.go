package change

import (
	"strings"

	"corotui/api"
	"corotui/internal/mask"
)

// unmask puts present values in the place of their masks, and finds the masks
// that stand for nothing.
func (c *checker) unmask(goal api.Fields) api.Fields {
	const right = "leave the field out to keep what is there, or give the real value"
	refuse := func(field Field, item api.Text, place int) {
		c.add(Problem{Field: field, Item: item, Index: place, What: "is masked", Right: right, Masked: true})
	}
	for _, field := range scalars {
		now, was := scalar(goal, field), scalar(c.was, field)
		switch {
		case now == was:
		case field == URL && was != "" && now == masked(URL, "", was):
			setScalar(&goal, field, was)
		case strings.Contains(now, mask.Dots) || now != "" && mask.IsMask(now) && !blank(now) || field == URL && mask.Hides(now):
			refuse(field, "", 0)
			setScalar(&goal, field, was)
		}
	}
	was := make(map[string][]api.Text, len(c.was.Headers)) // of a name that is there twice the values in their order
	for _, header := range c.was.Headers {
		was[headerKey(header.Name)] = append(was[headerKey(header.Name)], header.Value)
	}
	same := c.wasHeaders()
	for i, header := range goal.Headers {
		key := headerKey(header.Name)
		var old api.Text
		had := len(was[key]) > 0
		if had {
			old, was[key] = was[key][0], was[key][1:]
		}
		value := string(header.Value)
		switch shown := masked(Header, header.Name, string(old)); {
		case same[header]:
		case had && (value == shown || value == mask.Dots || value == mask.HeaderValue(string(old))):
			goal.Headers[i].Value = old
		case value != "" && mask.IsMask(value) && !blank(value) || mask.Hides(value):
			refuse(Header, header.Name, i)
			goal.Headers[i].Value = old
		}
	}
	if goal.Secret.Masked() {
		if c.isNew && !c.NoSecret {
			refuse(Secret, "", 0)
		}
		goal.Secret = c.was.Secret
	}
	return c.unmaskOthers(goal, refuse)
}

// unmaskOthers is unmask for the fields that are not known.
func (c *checker) unmaskOthers(goal api.Fields, refuse func(Field, api.Text, int)) api.Fields {
	was := others(c.was)
	for i, member := range goal.Extra {
		item := api.Text(member.Name)
		old, had := was[member.Name]
		switch {
		case had && standsFor(member, old):
			goal.Extra[i].Value = old
		case strings.Contains(string(member.Value), mask.Dots) || mask.Hides(string(member.Value)):
			refuse(Other, item, i)
			if had {
				goal.Extra[i].Value = old
			}
		}
	}
	return goal
}
