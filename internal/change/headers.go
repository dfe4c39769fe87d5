package change

import (
	"strings"

	"corotui/api"
)

// headerKey is what two spellings of one header's name have in common.
func headerKey(name api.Text) string { return strings.ToLower(string(name)) }

// grouped are headers by the keys of their names: more than one of a key only if
// a server sent the same name in different spellings. A webhook can have
// thousands, so none of them is looked for one by one.
type grouped map[string][]api.Header

func groupHeaders(f api.Fields) grouped {
	of := make(grouped, len(f.Headers))
	for _, header := range f.Headers {
		key := headerKey(header.Name)
		of[key] = append(of[key], header)
	}
	return of
}

// headerKeys returns every header's key once, in the order of appearance.
func headerKeys(all ...api.Fields) []string {
	var keys []string
	seen := make(map[string]bool)
	for _, f := range all {
		for _, header := range f.Headers {
			if key := headerKey(header.Name); !seen[key] {
				seen[key] = true
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// replacements are the headers that take the place of those of a key.
type replacements struct {
	keys []string // in the order in which new ones are appended
	of   grouped
}

func (r *replacements) add(key string, headers []api.Header) {
	if r.of == nil {
		r.of = make(grouped)
	}
	if _, there := r.of[key]; !there {
		r.keys = append(r.keys, key)
	}
	r.of[key] = headers
}

// in puts replacements where the headers of their keys are, or at the end if
// there are none. It leaves headers as they are.
func (r *replacements) in(headers []api.Header) []api.Header {
	if len(r.keys) == 0 {
		return headers
	}
	var all []api.Header
	placed := make(map[string]bool, len(r.keys))
	for _, header := range headers {
		key := headerKey(header.Name)
		instead, replaced := r.of[key]
		switch {
		case !replaced:
			all = append(all, header)
		case !placed[key]:
			placed[key] = true
			all = append(all, instead...)
		}
	}
	for _, key := range r.keys {
		if !placed[key] {
			all = append(all, r.of[key]...)
		}
	}
	return all
}

// triggerNames are the canonical names of triggers.
func triggerNames(triggers []api.Trigger) map[api.TriggerName]bool {
	names := make(map[api.TriggerName]bool, len(triggers))
	for _, trigger := range triggers {
		names[trigger.Name()] = true
	}
	return names
}
