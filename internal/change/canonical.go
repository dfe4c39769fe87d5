package change

import (
	"cmp"
	"slices"
	"strings"

	"corotui/api"
)

// Canonical returns what f holds in one spelling: values that mean the same are the same
// to the letter. Unknown fields are left out.
func Canonical(f api.Fields) api.Fields {
	f.Status = api.Status(strings.ToLower(string(f.Status)))
	triggers := make([]api.Trigger, 0, len(f.Triggers))
	for _, t := range f.Triggers {
		triggers = append(triggers, api.Trigger(t.Name()))
	}
	slices.Sort(triggers)
	f.Triggers = slices.Compact(triggers)
	headers := make([]api.Header, 0, len(f.Headers))
	for _, h := range f.Headers {
		headers = append(headers, api.Header{Name: api.Text(headerKey(h.Name)), Value: h.Value})
	}
	slices.SortFunc(headers, func(a, b api.Header) int {
		return cmp.Or(strings.Compare(string(a.Name), string(b.Name)), strings.Compare(string(a.Value), string(b.Value)))
	})
	f.Headers, f.Extra = slices.Compact(headers), nil
	return f
}
