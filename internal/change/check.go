package change

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/suggest"
	"corotui/internal/weburl"
)

// Goal is what a webhook is to be, as [Rules] found it. Only they make one that a
// [Writer] takes, so that no write leaves that was not checked.
type Goal struct {
	fields   api.Fields
	rules    Rules
	problems Problems
	checked  bool
}

// Fields returns what the webhook is to be: what was given, with present values
// in the place of masks, and triggers and status as the server spells them.
func (g Goal) Fields() api.Fields { return g.fields }

// Problems lists what is wrong with the goal, and what is only doubtful.
func (g Goal) Problems() Problems { return g.problems }

// Err says why the goal cannot be sent, or nothing. It is a [Problems].
func (g Goal) Err() error {
	if !g.checked {
		return errUnchecked
	}
	return g.problems.Err()
}

var errUnchecked = errors.New("the change was not checked, so it is not sent")

// Rules say what of a webhook may be sent (API contract, section 5). They look
// only at what a change sets: what a server holds already is its own affair.
type Rules struct {
	Force      bool          // let triggers through that are not documented
	LikeThese  []api.Webhook // of the workspace: new triggers and a status are spelled as theirs
	NoSecret   bool          // a new webhook's secret is asked for later
	HeldBefore bool          // the server held all of it once, so only masks are refused
}

// New checks the fields of a webhook that does not exist yet.
func (r Rules) New(goal api.Fields) Goal { return r.check(api.Fields{}, goal, true) }

// Edit checks what changes from was, which the server holds, to goal. A masked
// value in goal stands for the one that was has.
func (r Rules) Edit(was, goal api.Fields) Goal { return r.check(was, goal, false) }

// Try says what is wrong with an edit, whatever the webhook holds that it is
// made of: so it need not be read first.
func (r Rules) Try(edit func(api.Fields) api.Fields) Problems {
	plain := api.Fields{Name: "-", URL: "https://host.invalid", Triggers: []api.Trigger{"-"}, Status: api.Enabled}
	return r.Edit(plain, edit(plain.Clone())).problems
}

// with checks other fields by the rules of g: what became of them meanwhile.
func (g Goal) with(was, goal api.Fields) Goal {
	other := g.rules.Edit(was, goal)
	other.checked = g.checked
	return other
}

// withSecret is g with a secret that was asked for, which is checked as one that
// was given at once.
func (g Goal) withSecret(secret api.WebhookSecret) Goal {
	g.fields = g.fields.Clone()
	g.fields.Secret = secret
	c := checker{Rules: g.rules}
	c.secret(secret)
	c.lengths(api.Fields{Secret: secret})
	g.problems = slices.DeleteFunc(slices.Clone(g.problems), func(p Problem) bool { return p.Field == Secret })
	g.problems = append(g.problems, c.found...)
	return g
}

// checker looks at one goal.
type checker struct {
	Rules
	was   api.Fields
	isNew bool
	found Problems
}

func (r Rules) check(was, goal api.Fields, isNew bool) Goal {
	c := checker{Rules: r, was: was, isNew: isNew}
	goal = c.unmask(goal.Clone())
	if !r.HeldBefore {
		goal.Status = c.status(goal.Status)
		goal.Triggers = c.triggers(goal.Triggers)
		c.name(goal.Name)
		c.description(goal.Description)
		c.url(goal.URL)
		c.headers(goal.Headers)
		c.secret(goal.Secret)
		c.lengths(goal)
	}
	if _, known := goal.Secret.Value(); isNew && !known && !r.NoSecret {
		c.wrong(Secret, "", "is missing", "Coro signs each delivery with it")
	}
	return Goal{fields: goal, rules: r, problems: c.found, checked: true}
}

func (c *checker) add(p Problem) { c.found = append(c.found, p) }

// wrong adds a problem: what is wrong with the value of a field, and what would
// be right.
func (c *checker) wrong(field Field, value api.Text, what, right string) {
	c.add(Problem{Field: field, Value: value, What: what, Right: right})
}

// unmask puts present values in the place of their masks, and finds the masks
// that stand for nothing.
func (c *checker) unmask(goal api.Fields) api.Fields {
	const right = "leave the field out to keep what is there, or give the real value"
	refuse := func(field Field, item api.Text, place int) {
		c.add(Problem{Field: field, Item: item, Place: place, What: "is masked", Right: right, Masked: true})
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

func (c *checker) name(name api.Text) {
	switch {
	case name == c.was.Name && !c.isNew:
	case blank(string(name)):
		c.wrong(Name, "", "is empty", "give the webhook a name")
	case unwritable(string(name)) != "":
		c.wrong(Name, name, unwritable(string(name)), "write it on one line")
	case strings.TrimSpace(string(name)) != string(name):
		c.add(Problem{Field: Name, Value: name, What: "has a blank at its start or end", Doubtful: true})
	}
}

func (c *checker) description(description api.Text) {
	control := func(r rune) bool { return unprintable(r) && r != '\n' && r != '\r' && r != '\t' }
	if description != c.was.Description && strings.ContainsFunc(string(description), control) {
		c.wrong(Description, description, "contains control characters", "leave them out; line breaks and tabs may stay")
	}
}

func (c *checker) url(address api.Text) {
	if address == c.was.URL && !c.isNew {
		return
	}
	parsed, err := weburl.Parse(string(address))
	switch {
	case err != nil:
		c.wrong(URL, api.Text(masked(URL, "", string(address))), err.Error(), "give an absolute URL, such as https://hooks.example.com/coro")
	case weburl.InTheClear(parsed):
		c.add(Problem{Field: URL, Value: api.Text(masked(URL, "", string(address))), What: "uses http: anyone on the way can read the deliveries", Doubtful: true})
	}
}

// status checks a status and spells it as the server does.
func (c *checker) status(status api.Status) api.Status {
	switch {
	case status == c.was.Status && !c.isNew:
		return status
	case status.On(), status.Off():
		sample := c.was
		for _, w := range c.LikeThese {
			if sample.Status == "" {
				sample.Status = w.Status
			}
		}
		return WithStatus(sample, status.On()).Status
	case c.isNew && status == "":
		return status
	}
	words := []api.Status{api.Enabled, api.Disabled}
	c.add(Problem{
		Field: Status, Value: api.Text(status), What: "is not a status", Right: "use enabled or disabled",
		Nearest: string(suggest.Nearest(string(status), words)),
	})
	return c.was.Status
}

// triggers checks the triggers that are new, and spells them as the server does.
func (c *checker) triggers(triggers []api.Trigger) []api.Trigger {
	if len(triggers) == 0 && (c.isNew || len(c.was.Triggers) > 0) {
		right := "a webhook needs at least one; disable or delete it to stop its deliveries"
		if c.isNew {
			right = "give at least one, such as workspace-created"
		}
		c.wrong(Trigger, "", "must not be empty", right)
	}
	like := c.LikeThese
	if len(c.was.Triggers) > 0 {
		like = []api.Webhook{{Fields: c.was}}
	}
	notation := api.NotationOf(like)
	fine := slices.Clone(triggers)[:0] // an empty list stays one
	seen := make(map[api.TriggerName]bool)
	for i, trigger := range triggers {
		name := trigger.Name()
		if slices.Contains(c.was.Triggers, trigger) {
			fine = append(fine, trigger)
			seen[name] = true
			continue
		}
		if seen[name] || c.was.HasTrigger(name) && c.replaced(triggers, name) {
			continue // another spelling of one that is there
		}
		seen[name] = true
		if _, known := api.FindEvent(name); known {
			fine = append(fine, c.spelled(notation, name))
			continue
		}
		c.unknownTrigger(i, trigger)
		fine = append(fine, trigger)
	}
	return fine
}

// replaced reports whether triggers also have one of this name as the webhook
// spells it.
func (c *checker) replaced(triggers []api.Trigger, name api.TriggerName) bool {
	return slices.ContainsFunc(triggers, func(t api.Trigger) bool { return t.Name() == name && slices.Contains(c.was.Triggers, t) })
}

// spelled is a known trigger as the webhook spells it, or else in a notation.
func (c *checker) spelled(notation api.Notation, name api.TriggerName) api.Trigger {
	for _, trigger := range c.was.Triggers {
		if trigger.Name() == name {
			return trigger
		}
	}
	return notation.Spell(name)
}

func (c *checker) unknownTrigger(place int, trigger api.Trigger) {
	p := Problem{Field: Trigger, Item: api.Text(trigger), Value: api.Text(trigger), Place: place}
	switch {
	case len(trigger) > MaxValue:
		p.What, p.Right = fmt.Sprintf("is too long (%d bytes)", len(trigger)), "use a trigger such as workspace-created"
	case blank(string(trigger)):
		p.Item = `""` // without one it would be about all of them
		p.What, p.Right = "is empty", "use a trigger such as workspace-created"
	case unwritable(string(trigger)) != "" || mask.Hides(string(trigger)) || mask.IsMask(string(trigger)):
		p.What, p.Right = "cannot be a trigger", "use a trigger such as workspace-created"
	default:
		names := make([]api.TriggerName, 0, len(api.Events))
		for _, event := range api.Events {
			names = append(names, event.Name)
		}
		p.What, p.UnknownTrigger, p.Doubtful = "is not a known trigger", true, c.Force
		if p.Nearest = string(suggest.Nearest(string(trigger.Name()), names)); p.Nearest == "" {
			p.Right = "known are " + join(names)
		}
	}
	c.add(p)
}

func join(names []api.TriggerName) string {
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = string(name)
	}
	return strings.Join(words, ", ")
}

// headers checks the headers that are new or changed.
func (c *checker) headers(headers []api.Header) {
	had := c.wasHeaders()
	count := make(map[string]int, len(headers))
	for _, h := range headers {
		count[headerKey(h.Name)]++
	}
	for i, h := range headers {
		if had[h] && !c.isNew {
			continue
		}
		wrong := func(ofName bool, value api.Text, what, right string) {
			c.add(Problem{Field: Header, Item: h.Name, Place: i, OfName: ofName, Value: value, What: what, Right: right})
		}
		switch {
		case blank(string(h.Name)):
			wrong(true, "", "have one without a name", "write it as Name: value")
		case !h.LegalName():
			wrong(true, h.Name, "has a name that no HTTP header can have", "use letters, digits, and !#$%&'*+-.^_`|~")
		case !h.LegalValue() || unwritable(strings.ReplaceAll(string(h.Value), "\t", "")) != "":
			wrong(false, "", "has a value with "+strings.TrimPrefix(cmp.Or(unwritable(string(h.Value)), "a control character"), "contains "), "write it on one line")
		case count[headerKey(h.Name)] > 1:
			wrong(true, h.Name, "is there twice", "give each header once; case does not count")
			count[headerKey(h.Name)] = 1 // said once
		}
	}
}

// wasHeaders are the headers that the server holds.
func (c *checker) wasHeaders() map[api.Header]bool {
	had := make(map[api.Header]bool, len(c.was.Headers))
	for _, h := range c.was.Headers {
		had[h] = true
	}
	return had
}

func blank(value string) bool { return strings.TrimSpace(value) == "" }

// unwritable says what of a value cannot be written in one line, as the rest of a
// clause, or nothing.
func unwritable(value string) string {
	switch {
	case !utf8.ValidString(value):
		return "contains bytes that are not UTF-8"
	case strings.ContainsFunc(value, unprintable):
		return "contains a line break or another control character"
	}
	return ""
}

// unprintable reports whether r moves a cursor, breaks a line, or is no
// character at all.
func unprintable(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }
