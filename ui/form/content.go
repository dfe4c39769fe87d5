package form

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// content is what the form holds, as the user sees and types it. It is a
// value: whoever changes one of its slices makes a copy first.
type content struct {
	name, description, url entry

	descendants bool
	status      api.Status

	received []api.Trigger // in the order and spelling that they came in
	triggers []trigger

	headers []header
	listed  bool // headers came as a list, perhaps an empty one
	secret  secret
	extra   []api.Member // the fields that corotui does not know, which stay
}

// trigger is one that can be selected. One that is not documented has no group and
// no meaning.
type trigger struct {
	api.KnownTrigger
	shown string // the name, clean
	known bool
	on    bool
}

// header is one row of the headers.
type header struct {
	name, value entry
	had         bool // it came with the webhook
	left        bool // the user has been in it and left it
}

func (h header) blank() bool   { return h.name.typed == "" && h.value.typed == "" }
func (h header) changed() bool { return !h.had || h.name.changed() || h.value.changed() }

// sensitive reports whether the value must not be seen, by the header's name or
// by what the value is.
func (h header) sensitive() bool {
	return mask.SensitiveHeader(h.name.typed) || mask.HeaderShown(h.name.typed, h.value.typed) != h.value.typed
}

// shown is the value for people.
func (h header) shown() string {
	return text.SignedHeader(api.Header{Name: h.name.text(), Value: h.value.text()})
}

func newContent(start Start) content {
	f := start.Fields.Clone()
	c := content{
		name: newEntry(f.Name), description: newEntry(f.Description), url: newEntry(f.URL),
		descendants: f.ApplyToAllDescendants, status: f.Status,
		received: f.Triggers, triggers: triggersOf(f), secret: newSecret(start), extra: f.Extra,
	}
	if start.Base == nil && c.status == "" {
		c.status = api.Enabled
	}
	c.listed = f.Headers != nil
	for _, h := range f.Headers {
		c.headers = append(c.headers, header{name: newEntry(h.Name), value: newEntry(h.Value), had: true})
	}
	return c
}

// triggersOf lists the documented triggers by group, and after them what else the
// webhook subscribes to.
func triggersOf(f api.Fields) []trigger {
	var all []trigger
	for _, known := range api.KnownTriggers {
		all = append(all, trigger{KnownTrigger: known, shown: string(known.Name), known: true, on: f.HasTrigger(known.Name)})
	}
	for _, other := range f.Triggers {
		name := other.Name()
		if slices.ContainsFunc(all, func(e trigger) bool { return e.Name == name }) {
			continue
		}
		all = append(all, trigger{KnownTrigger: api.KnownTrigger{Name: name}, shown: text.Signed(api.Text(other)), on: true})
	}
	return all
}

// fields is what the form's content means for the webhook. Triggers that came keep
// their spelling and order; how new ones are spelled is for the rules to say.
func (c content) fields() api.Fields {
	f := api.Fields{
		Name: c.name.text(), Description: c.description.text(), URL: c.url.text(),
		ApplyToAllDescendants: c.descendants, Status: c.status,
		Triggers: c.subscribed(), Secret: c.secret.value(), Extra: c.extra,
	}
	if c.listed {
		f.Headers = []api.Header{}
	}
	for _, h := range c.headers {
		if h.had || !h.blank() {
			f.Headers = append(f.Headers, api.Header{Name: h.name.text(), Value: h.value.text()})
		}
	}
	return f
}

// subscribed are the triggers that are on.
func (c content) subscribed() []api.Trigger {
	on := make(map[api.TriggerName]bool, len(c.triggers))
	for _, e := range c.triggers {
		on[e.Name] = e.on
	}
	triggers := slices.DeleteFunc(slices.Clone(c.received), func(t api.Trigger) bool { return !on[t.Name()] })
	for _, t := range triggers {
		on[t.Name()] = false
	}
	for _, e := range c.triggers {
		if e.known && on[e.Name] {
			triggers = append(triggers, api.Trigger(e.Name))
		}
	}
	return triggers
}

// selected counts the triggers that are on.
func (c content) selected() (known, unknown int) {
	for _, e := range c.triggers {
		switch {
		case e.on && e.known:
			known++
		case e.on:
			unknown++
		}
	}
	return known, unknown
}

// all reports whether every documented trigger is on.
func (c content) all() bool {
	return !slices.ContainsFunc(c.triggers, func(e trigger) bool { return e.known && !e.on })
}

// withAll turns every documented trigger on, or off. The others stay: once off they
// could not be found again.
func (c content) withAll(on bool) content {
	c.triggers = slices.Clone(c.triggers)
	for i := range c.triggers {
		if c.triggers[i].known {
			c.triggers[i].on = on
		}
	}
	return c
}

// same reports whether two sets of fields say the same to the letter.
func same(a, b api.Fields) bool {
	x, known := a.Secret.Value()
	y, alsoKnown := b.Secret.Value()
	return a.Name == b.Name && a.Description == b.Description && a.URL == b.URL &&
		a.ApplyToAllDescendants == b.ApplyToAllDescendants && a.Status == b.Status &&
		slices.Equal(a.Triggers, b.Triggers) && slices.Equal(a.Headers, b.Headers) &&
		known == alsoKnown && x.Equal(y) && a.Secret.Masked() == b.Secret.Masked()
}

// entry is one text of the form: what it was, and what it is now, to the byte.
type entry struct {
	raw   api.Text
	typed string
}

func newEntry(raw api.Text) entry { return entry{raw, string(raw)} }

// text is what is to be written.
func (e entry) text() api.Text { return api.Text(e.typed) }

func (e entry) changed() bool { return e.text() != e.raw }

// line is the text where it has not the focus: in one line, with signs for what
// cannot be seen.
func (e entry) line() string { return text.Signed(e.text()) }

// origin says where the secret comes from.
type origin int

const (
	kept origin = iota
	typed
	generated
)

// secret is what the form knows of the webhook's secret. What was typed and
// what was generated are both kept while the user looks at the choices.
type secret struct {
	origin    origin
	old       api.WebhookSecret
	canKeep   bool // there is a webhook, or a known secret to take over
	typed     mask.Secret
	generated mask.Secret
}

// newSecret keeps the secret of a webhook that there is, and takes over that of
// one that is copied where it is known. Any other begins with a generated one.
func newSecret(start Start) secret {
	_, known := start.Fields.Secret.Value()
	s := secret{old: start.Fields.Secret, canKeep: start.Base != nil || known}
	if !s.canKeep {
		s.origin = generated
	}
	return s
}

func (s secret) value() api.WebhookSecret {
	switch s.origin {
	case typed:
		return api.GivenSecret(s.typed.Reveal())
	case generated:
		return api.GivenSecret(s.generated.Reveal())
	default:
		return s.old
	}
}

// generatedMsg brings a new secret.
type generatedMsg struct{ secret mask.Secret }

// generateCmd makes a secret.
func generateCmd() tea.Msg { return generatedMsg{mask.Generate()} }
