package change

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"corotui/api"
	"corotui/internal/mask"
)

// scalars are the fields of which a webhook has one value that can be read and
// written. The secret is apart, because it may not be known.
var scalars = []Field{Name, Description, URL, Descendants, Status}

// Value returns what f holds in a field: of triggers the one whose canonical
// name is that of item, as it is spelled; of headers the value of the one named
// item, compared without case. [Descendants] are "true" or "false". It is nil
// where there is nothing: no such trigger or header, an empty text, a secret
// that is masked or left out. Of [Other] it is the JSON of the field named item.
// The value may be a credential, so it comes wrapped.
func Value(f api.Fields, field Field, item api.Text) *mask.Secret {
	switch field {
	case Trigger:
		for _, trigger := range f.Triggers {
			if trigger.Name() == api.Trigger(item).Name() {
				return wrap(string(trigger))
			}
		}
		return nil
	case Header:
		if value, there := f.Header(item); there {
			return wrap(string(value))
		}
		return nil
	case Secret:
		if secret, known := f.Secret.Value(); known {
			return &secret
		}
		return nil
	case Other:
		if at := otherAt(f, string(item)); at >= 0 {
			return wrap(string(f.Extra[at].Value))
		}
		return nil
	default:
		if text := scalar(f, field); text != "" {
			return wrap(text)
		}
		return nil
	}
}

// Set returns f with value in a field, in the terms of [Value]; nil takes the
// trigger or the header away and empties a text. Other triggers and headers
// keep their places; a new one comes last.
func Set(f api.Fields, field Field, item api.Text, value *mask.Secret) api.Fields {
	f = f.Clone()
	var text string
	if value != nil {
		text = value.Reveal()
	}
	switch field {
	case Trigger:
		at := slices.IndexFunc(f.Triggers, func(t api.Trigger) bool { return t.Name() == api.Trigger(item).Name() })
		switch {
		case value == nil:
			f.Triggers = slices.DeleteFunc(f.Triggers, func(t api.Trigger) bool { return t.Name() == api.Trigger(item).Name() })
		case at < 0:
			f.Triggers = append(f.Triggers, api.Trigger(text))
		}
	case Header:
		var headers []api.Header
		if value != nil {
			headers = []api.Header{{Name: item, Value: api.Text(text)}}
		}
		var one replacements
		one.add(headerKey(item), headers)
		f.Headers = one.in(f.Headers)
	case Secret:
		f.Secret = api.GivenSecret(text)
	case Other:
		at := otherAt(f, string(item))
		switch {
		case value == nil && at >= 0:
			f.Extra = slices.Delete(f.Extra, at, at+1)
		case value != nil && at >= 0:
			f.Extra[at].Value = json.RawMessage(text)
		case value != nil:
			f.Extra = append(f.Extra, api.Member{Name: string(item), Value: json.RawMessage(text)})
		}
	default:
		setScalar(&f, field, text)
	}
	return f
}

// take returns f with what other holds in the fields of deltas, as [Set] with
// each [Value] does.
func take(f, other api.Fields, deltas []Delta) api.Fields {
	headers, triggers := groupHeaders(other), make(map[api.TriggerName]api.Trigger)
	for _, trigger := range other.Triggers {
		if _, there := triggers[trigger.Name()]; !there {
			triggers[trigger.Name()] = trigger
		}
	}
	var instead replacements
	dropped := make(map[api.TriggerName]bool)
	held := triggerNames(f.Triggers)
	f = f.Clone()
	for _, d := range deltas {
		switch d.Field {
		case Header:
			key := headerKey(d.Item)
			var one []api.Header
			if all := headers[key]; len(all) > 0 {
				one = []api.Header{{Name: d.Item, Value: all[0].Value}}
			}
			instead.add(key, one)
		case Trigger:
			name := api.Trigger(d.Item).Name()
			trigger, there := triggers[name]
			switch {
			case !there:
				dropped[name] = true
			case !held[name]:
				held[name] = true
				f.Triggers = append(f.Triggers, trigger)
			}
		default:
			f = Set(f, d.Field, d.Item, Value(other, d.Field, d.Item))
		}
	}
	f.Headers = instead.in(f.Headers)
	f.Triggers = slices.DeleteFunc(f.Triggers, func(t api.Trigger) bool { return dropped[t.Name()] })
	return f
}

// Sensitive reports whether the value of a field must not be shown or stored
// as it is: a secret, a URL, a header, or an unknown field that holds credentials.
func Sensitive(field Field, item api.Text, value mask.Secret) bool {
	return field == Secret || masked(field, item, value.Reveal()) != value.Reveal()
}

// masked is a value without what is secret in it.
func masked(field Field, item api.Text, value string) string {
	switch field {
	case Secret:
		return mask.Dots
	case Header:
		return mask.HeaderShown(string(item), value)
	case URL:
		return mask.URL(value)
	case Other:
		shown := string(mask.Field(string(item), []byte(value)))
		if shown == `"`+mask.Dots+`"` {
			return mask.Dots // nothing is left of it that needs quotes
		}
		return shown
	default:
		return value
	}
}

// Shown puts a value into words for people: masked where it is sensitive, and
// nil where there is none.
func Shown(field Field, item api.Text, value *mask.Secret) *api.Text {
	if value == nil {
		return nil
	}
	shown := api.Text(masked(field, item, value.Reveal()))
	switch {
	case field == Descendants && shown == "true":
		shown = "this workspace and all its descendants"
	case field == Descendants:
		shown = "this workspace only"
	}
	return &shown
}

func wrap(value string) *mask.Secret {
	secret := mask.NewSecret(value)
	return &secret
}

// scalar reads one of [scalars] as text.
func scalar(f api.Fields, field Field) string {
	switch field {
	case Name:
		return string(f.Name)
	case Description:
		return string(f.Description)
	case URL:
		return string(f.URL)
	case Status:
		return string(f.Status)
	case Descendants:
		return strconv.FormatBool(f.ApplyToAllDescendants)
	default:
		return ""
	}
}

func setScalar(f *api.Fields, field Field, text string) {
	switch field {
	case Name:
		f.Name = api.Text(text)
	case Description:
		f.Description = api.Text(text)
	case URL:
		f.URL = api.Text(text)
	case Status:
		f.Status = api.Status(text)
	case Descendants:
		f.ApplyToAllDescendants = text == "true"
	default: // not one of the scalars
	}
}

// alike reports whether two values of a scalar mean the same: the letter case
// of a status says nothing.
func alike(field Field, a, b string) bool {
	if field == Status {
		return strings.EqualFold(a, b)
	}
	return a == b
}

// Alike reports whether two values of a field, in the terms of [Value], mean the
// same.
func Alike(field Field, a, b string) bool {
	switch field {
	case Trigger:
		return api.Trigger(a).Name() == api.Trigger(b).Name()
	case Other:
		return sameJSON(json.RawMessage(a), json.RawMessage(b))
	default:
		return alike(field, a, b)
	}
}

// WithStatus returns f enabled or disabled: the goal of a toggle. The word has
// the letter case in which the server spells its own: whether it would take
// another is not documented.
func WithStatus(f api.Fields, on bool) api.Fields {
	f = f.Clone()
	word := string(api.Disabled)
	if on {
		word = string(api.Enabled)
	}
	spelled := string(f.Status)
	switch {
	case spelled == "":
	case spelled == strings.ToUpper(spelled):
		word = strings.ToUpper(word)
	case unicode.IsUpper(rune(spelled[0])):
		word = strings.ToUpper(word[:1]) + word[1:]
	}
	f.Status = api.Status(word)
	return f
}
