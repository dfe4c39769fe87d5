package api

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"corotui/internal/mask"
)

// WorkspaceID names a workspace in the Workspace header. It is opaque: never
// empty and legal in a header is all that is known of its form.
type WorkspaceID Text

// WebhookID names a webhook within its workspace; it is opaque too.
type WebhookID Text

// Ref names one webhook in one workspace: the one it lives in, or one that lists
// it. It can be compared and be a map's key.
type Ref struct {
	Account   string // where several are worked in together, which one sees it; empty: the one of the session
	Workspace WorkspaceID
	Webhook   WebhookID
}

// OfWorkspace names the workspace of the webhook, whichever webhook it is.
func (r Ref) OfWorkspace() Ref { return Ref{Account: r.Account, Workspace: r.Workspace} }

// Workspace is a tenant of the account. Every field but ID may be missing.
type Workspace struct {
	ID          WorkspaceID
	DisplayName Text
	CompanyName Text
	Domain      Text
	Type        Text // "channel", "child" or "regular" where it is known
	Parent      WorkspaceID
	Children    []WorkspaceID
	Created     time.Time // zero when missing or 0
	Extra       []Member  // fields without a place here, as received
}

// Name returns what to call the workspace: the first of display name, company
// name, domain and id that there is.
func (w Workspace) Name() Text {
	for _, name := range []Text{w.DisplayName, w.CompanyName, w.Domain} {
		if strings.TrimSpace(string(name)) != "" {
			return name
		}
	}
	return Text(w.ID)
}

// IsChannel reports whether the workspace can hold others.
func (w Workspace) IsChannel() bool {
	return strings.EqualFold(string(w.Type), "channel") || len(w.Children) > 0
}

// Status says whether Coro sends to a webhook. Only "enabled" and "disabled"
// are documented; another word is kept as it was received.
type Status Text

// The documented statuses.
const (
	Enabled  Status = "enabled"
	Disabled Status = "disabled"
)

// On reports whether Coro sends to a webhook of this status.
func (s Status) On() bool { return strings.EqualFold(string(s), string(Enabled)) }

// Off reports whether the webhook is disabled; an unknown status is neither
// on nor off.
func (s Status) Off() bool { return strings.EqualFold(string(s), string(Disabled)) }

// Header is one header that Coro adds to each delivery.
type Header struct {
	Name  Text
	Value Text
}

// LegalName reports whether a header can have the name: some letters, digits
// and signs, with none left out (RFC 9110, section 5.6.2).
func (h Header) LegalName() bool {
	return h.Name != "" && !strings.ContainsFunc(string(h.Name), func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		return !letter && (r < '0' || r > '9') && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

// LegalValue reports whether a header can have the value: control characters
// but tabs have no place in one (RFC 9110, section 5.5).
func (h Header) LegalValue() bool {
	return !strings.ContainsFunc(string(h.Value), func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// WebhookSecret is what is known of the secret that signs deliveries: its
// value, that the server masks it, or (the zero value) nothing at all.
type WebhookSecret struct {
	value  mask.Secret
	masked bool
}

// GivenSecret is a secret whose value is known. A value that is a mask gives
// a masked secret: it must never be written back.
func GivenSecret(value string) WebhookSecret {
	if mask.IsMask(value) {
		return WebhookSecret{masked: value != ""}
	}
	return WebhookSecret{value: mask.NewSecret(value)}
}

// Value returns the secret and whether it is known.
func (s WebhookSecret) Value() (mask.Secret, bool) { return s.value, !s.value.Empty() }

// Format prints the mask for any secret there is, known or not.
func (s WebhookSecret) Format(f fmt.State, _ rune) {
	if s.masked || !s.value.Empty() {
		_, _ = io.WriteString(f, mask.Dots)
	}
}

// Masked reports that the webhook has a secret which the server does not show.
func (s WebhookSecret) Masked() bool { return s.masked }

// Fields are what a user can change of a webhook, and all that is written of
// it. What the client does not know goes back as it came, in updates and in
// copies (API contract, section 5).
type Fields struct {
	Name                  Text
	Description           Text
	URL                   Text
	ApplyToAllDescendants bool
	Status                Status
	Triggers              []Trigger
	Headers               []Header
	Secret                WebhookSecret
	Extra                 []Member // fields without a place here, as received
}

// Clone returns a copy that shares nothing with f.
func (f Fields) Clone() Fields {
	f.Triggers = slices.Clone(f.Triggers)
	f.Headers = slices.Clone(f.Headers)
	f.Extra = slices.Clone(f.Extra)
	return f
}

// HasTrigger reports whether the webhook subscribes to a trigger of this name,
// however it is spelled.
func (f Fields) HasTrigger(name TriggerName) bool {
	return slices.ContainsFunc(f.Triggers, func(t Trigger) bool { return t.Name() == name })
}

// Header returns the value of the header of this name, compared without case.
func (f Fields) Header(name Text) (Text, bool) {
	for _, header := range f.Headers {
		if strings.EqualFold(string(header.Name), string(name)) {
			return header.Value, true
		}
	}
	return "", false
}

// Webhook is a webhook configuration as a server sent it. Only [Client] and
// JSON make one with an ID, so an update always starts from what was read.
type Webhook struct {
	ID        WebhookID
	Workspace WorkspaceID // may be missing; the workspace asked is what counts
	Fields
	Created time.Time // zero when missing or 0
	Updated time.Time // zero when missing or 0
	Off     Off       // since when it is disabled, where that is remembered; see [Webhook.DisabledSince]

	wire wireForm
}

// wireForm remembers how a webhook was spelled, so that an update says the
// untouched in the same words.
type wireForm struct {
	descendants []string          // the names that applyToAllDescendants had
	headers     []json.RawMessage // the values of Headers that are no strings, by place; else nil
	received    []Header          // Headers as decoded, to know the untouched
	odd         *oddForm          // nil for nearly every webhook
	etag        string            // of the answer that it was read from; empty: none that a write can carry
}

// oddForm remembers what of a webhook cannot be said in our words.
type oddForm struct {
	triggers []Trigger  // that are no strings but other JSON, spelled as that
	fields   []oddField // that go back as they came unless they are changed
}

// oddField is a known field whose value our types cannot hold exactly.
type oddField struct {
	name   string
	ours   json.RawMessage // how we would write what we read of it; nil: not at all
	theirs json.RawMessage // as received
}

// LastChange returns when the webhook changed last: updated, or created when
// there is no updated, or the zero time.
func (w Webhook) LastChange() time.Time {
	if w.Updated.IsZero() {
		return w.Created
	}
	return w.Updated
}

// TestResult is the server's answer to a test, shown to the user as it came.
type TestResult struct {
	Status int           // HTTP status of the answer
	Body   Text          // the start of the body; a bare JSON string is unquoted
	Took   time.Duration // from sending to the whole answer
	Trace  Text          // trace id, may be empty

	told *delivery // what the whole body says, of which Body hides what is secret; nil: read it from Body
}

// WithSecretOf returns f with the secret of other where its own is not known:
// a server that does not show a secret does not contradict one either.
func (f Fields) WithSecretOf(other Fields) Fields {
	if _, known := f.Secret.Value(); !known {
		f.Secret = other.Secret
	}
	return f
}
