package form

import (
	"crypto/rand"
	"encoding/base64"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/mask"
)

// origin says where the secret comes from.
type origin int

const (
	kept origin = iota
	typed
	generated
)

// secretBytes is how much chance a generated secret has: as much as the
// SHA-256 of the signature that it makes.
const secretBytes = 32

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
// one that is copied where it is known.
func newSecret(start Start) secret {
	_, known := start.Fields.Secret.Value()
	s := secret{old: start.Fields.Secret, canKeep: start.Base != nil || known}
	if !s.canKeep {
		s.origin = typed
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

// generateCmd makes a secret from the system's random numbers. They cannot
// fail: Go ends the program before it hands out bad ones.
func generateCmd() tea.Msg {
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random)
	return generatedMsg{mask.NewSecret(base64.RawURLEncoding.EncodeToString(random))}
}
