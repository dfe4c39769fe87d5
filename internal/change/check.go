package change

import (
	"bytes"
	"cmp"
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
		if _, known := api.FindTrigger(name); known {
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
	p := Problem{Field: Trigger, Item: api.Text(trigger), Value: api.Text(trigger), Index: place}
	switch {
	case len(trigger) > MaxValue:
		p.What, p.Right = fmt.Sprintf("is too long (%d bytes)", len(trigger)), "use a trigger such as workspace-created"
	case blank(string(trigger)):
		p.Item = `""` // without one it would be about all of them
		p.What, p.Right = "is empty", "use a trigger such as workspace-created"
	case unwritable(string(trigger)) != "" || mask.Hides(string(trigger)) || mask.IsMask(string(trigger)):
		p.What, p.Right = "cannot be a trigger", "use a trigger such as workspace-created"
	default:
		names := make([]api.TriggerName, 0, len(api.KnownTriggers))
		for _, event := range api.KnownTriggers {
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
			c.add(Problem{Field: Header, Item: h.Name, Index: i, OfName: ofName, Value: value, What: what, Right: right})
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

// secret checks a secret that is given: what signs deliveries is typed in one
// line wherever they are verified.
func (c *checker) secret(secret api.WebhookSecret) {
	value, known := secret.Value()
	if what := unwritable(value.Reveal()); known && secret != c.was.Secret && what != "" {
		c.wrong(Secret, "", what, "give it as one line")
	}
}

// MaxValue is how many bytes one value of a webhook may have. What the server
// takes is not documented; this only stops what no one meant, as a file in the
// place of a name.
const MaxValue = 64 << 10

// lengths finds the values that are new and too long.
func (c *checker) lengths(goal api.Fields) {
	measure := func(field Field, item api.Text, place int, value string) {
		if len(value) > MaxValue {
			what, right := fmt.Sprintf("is too long (%d bytes)", len(value)), fmt.Sprintf("use at most %d", MaxValue)
			c.add(Problem{Field: field, Item: item, Index: place, What: what, Right: right})
		}
	}
	for _, field := range scalars {
		if now := scalar(goal, field); now != scalar(c.was, field) {
			measure(field, "", 0, now)
		}
	}
	had := c.wasHeaders()
	for i, h := range goal.Headers {
		if had[h] {
			continue
		}
		known := len(c.found)
		measure(Header, h.Name, i, string(h.Name+h.Value))
		for at := range c.found[known:] {
			c.found[known+at].OfName = len(h.Name) > len(h.Value)
		}
	}
	was := others(c.was)
	for i, member := range goal.Extra {
		if !bytes.Equal(was[member.Name], member.Value) {
			measure(Other, api.Text(member.Name), i, member.Name+string(member.Value))
		}
	}
	if value, known := goal.Secret.Value(); known && goal.Secret != c.was.Secret {
		measure(Secret, "", 0, value.Reveal())
	}
}
