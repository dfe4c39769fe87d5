package change

import (
	"bytes"
	"fmt"
	"strings"

	"corotui/api"
)

// secret checks a secret that is given: what signs deliveries is typed in one
// line wherever they are verified.
func (c *checker) secret(secret api.WebhookSecret) {
	if value, known := secret.Value(); known && secret != c.was.Secret && strings.ContainsFunc(value.Reveal(), unprintable) {
		c.wrong(Secret, "", "", "contains a line break or another control character", "give it as one line")
	}
}

// MaxValue is how many bytes one value of a webhook may have. What the server
// takes is not documented; this only stops what nobody meant, as a file in the
// place of a name.
const MaxValue = 64 << 10

// lengths finds the values that are new and too long.
func (c *checker) lengths(goal api.Fields) {
	measure := func(field Field, item api.Text, value string) {
		if len(value) > MaxValue {
			c.wrong(field, item, "", fmt.Sprintf("is too long (%d bytes)", len(value)), fmt.Sprintf("use at most %d", MaxValue))
		}
	}
	for _, field := range scalars {
		if now := scalar(goal, field); now != scalar(c.was, field) {
			measure(field, "", now)
		}
	}
	had := c.wasHeaders()
	for _, h := range goal.Headers {
		if !had[h] {
			measure(Header, h.Name, string(h.Name+h.Value))
		}
	}
	was := others(c.was)
	for _, member := range goal.Extra {
		if !bytes.Equal(was[member.Name], member.Value) {
			measure(Other, api.Text(member.Name), member.Name+string(member.Value))
		}
	}
	if value, known := goal.Secret.Value(); known && goal.Secret != c.was.Secret {
		measure(Secret, "", value.Reveal())
	}
}
