package history

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// secretMark stands in a seal before the fingerprint of the secret.
const secretMark = "."

// Seal returns a fingerprint of what a webhook holds, by which [SameSeal] tells later
// whether it is still the same without keeping what that was.
func (l *Log) Seal(ctx context.Context, id api.WebhookID, f api.Fields) (string, error) {
	key, err := l.key(ctx, true)
	if err != nil {
		return "", err
	}
	sealed, err := printOfAll(key, id, f)
	if secret, known := f.Secret.Value(); known {
		sealed += secretMark + fingerprint(key, id, change.Secret, "", secret)[:printBytes]
	}
	return sealed, err
}

func printOfAll(key []byte, id api.WebhookID, f api.Fields) (string, error) {
	f.Secret = api.WebhookSecret{}
	said, err := json.Marshal(f)
	if err != nil {
		return "", fmt.Errorf("sealing a webhook: %w", err)
	}
	return fingerprint(key, id, change.Field("all"), "", mask.NewSecret(string(said))), nil
}

// SameSeal reports whether two seals are of the same. The secret counts where both know
// it: a list may not show what a single webhook does.
func SameSeal(a, b string) bool {
	a, _, _ = strings.Cut(a, " ")
	b, _, _ = strings.Cut(b, " ")
	all, secret, known := strings.Cut(a, secretMark)
	other, otherSecret, also := strings.Cut(b, secretMark)
	return all == other && (!known || !also || secret == otherSecret)
}

// sealedFields are the letters by which a seal names its fields.
var sealedFields = []struct {
	letter string
	field  change.Field
	take   func(to *api.Fields, from api.Fields)
}{
	{"n", change.Name, func(to *api.Fields, from api.Fields) { to.Name = from.Name }},
	{"d", change.Description, func(to *api.Fields, from api.Fields) { to.Description = from.Description }},
	{"u", change.URL, func(to *api.Fields, from api.Fields) { to.URL = from.URL }},
	{"a", change.Descendants, func(to *api.Fields, from api.Fields) { to.ApplyToAllDescendants = from.ApplyToAllDescendants }},
	{"s", change.Status, func(to *api.Fields, from api.Fields) { to.Status = from.Status }},
	{"t", change.Trigger, func(to *api.Fields, from api.Fields) { to.Triggers = from.Triggers }},
	{"h", change.Header, func(to *api.Fields, from api.Fields) { to.Headers = from.Headers }},
}

// fieldChars is how much of a field's fingerprint is kept: it only names what changed.
const fieldChars = 6

// SealEach is Seal that also lets [Unlike] name what is not the same any more.
func (l *Log) SealEach(ctx context.Context, id api.WebhookID, f api.Fields) (string, error) {
	sealed, err := l.Seal(ctx, id, f)
	if err != nil {
		return "", err
	}
	empty, err := json.Marshal(api.Fields{})
	if err != nil {
		return "", fmt.Errorf("sealing a webhook: %w", err)
	}
	for _, one := range sealedFields {
		var only api.Fields
		one.take(&only, f)
		said, err := json.Marshal(only)
		if err != nil {
			return "", fmt.Errorf("sealing a webhook: %w", err)
		}
		if !bytes.Equal(said, empty) {
			sealed += " " + one.letter + fingerprint(l.printKey, id, one.field, "", mask.NewSecret(string(said)))[:fieldChars]
		}
	}
	return sealed, nil
}

// Unlike names the fields in which two seals of [Log.SealEach] differ, as far as they tell.
func Unlike(a, b string) []change.Field {
	was, is := strings.Fields(a), strings.Fields(b)
	if len(was) == 0 || len(is) == 0 {
		return nil
	}
	find := func(parts []string, letter string) string {
		at := slices.IndexFunc(parts[1:], func(part string) bool { return strings.HasPrefix(part, letter) })
		if at < 0 {
			return ""
		}
		return parts[1+at]
	}
	var fields []change.Field
	for _, one := range sealedFields {
		if find(was, one.letter) != find(is, one.letter) {
			fields = append(fields, one.field)
		}
	}
	_, secret, known := strings.Cut(was[0], secretMark)
	if _, other, also := strings.Cut(is[0], secretMark); known && also && secret != other {
		fields = append(fields, change.Secret)
	}
	return fields
}
