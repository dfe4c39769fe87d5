package change

import (
	"bytes"
	"fmt"

	"corotui/api"
)

// secret checks a secret that is given: what signs deliveries is typed in one
// line wherever they are verified.
func (c *checker) secret(secret api.WebhookSecret) {
	value, known := secret.Value()
	if what := unwritable(value.Reveal()); known && secret != c.was.Secret && what != "" {
		c.wrong(Secret, "", what, "give it as one line")
	}
}

// MaxValue is how many bytes one value of a webhook may have. What the server
// takes is not documented; this only stops what nobody meant, as a file in the
// place of a name.
const MaxValue = 64 << 10

// lengths finds the values that are new and too long.
func (c *checker) lengths(goal api.Fields) {
	measure := func(field Field, item api.Text, place int, value string) {
		if len(value) > MaxValue {
			what, right := fmt.Sprintf("is too long (%d bytes)", len(value)), fmt.Sprintf("use at most %d", MaxValue)
			c.add(Problem{Field: field, Item: item, Place: place, What: what, Right: right})
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
