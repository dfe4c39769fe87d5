package api

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Trigger is an event type that a webhook subscribes to, spelled as it was
// received or as it will be written. Two spellings of one trigger have the
// same [Trigger.Name].
type Trigger Text

// TriggerName is a trigger in its canonical form: kebab case, no version, as
// in "workspace-created".
type TriggerName string

// Name returns the canonical form: a trailing ".v1" is dropped, camel case,
// '_' and '.' become kebab case (API contract, section 5). A trigger that is
// not in [KnownTriggers] has a name too.
func (t Trigger) Name() TriggerName {
	spelled := strings.TrimSpace(string(t))
	if unnumbered := strings.TrimRight(spelled, "0123456789"); unnumbered != spelled {
		if unversioned, ok := strings.CutSuffix(unnumbered, ".v"); ok {
			spelled = unversioned
		}
	}
	var name strings.Builder
	dash := true
	for _, r := range spelled {
		switch {
		case r == '_' || r == '.' || r == '-' || unicode.IsSpace(r):
			if !dash {
				name.WriteByte('-')
			}
			dash = true
		case unicode.IsUpper(r):
			if !dash {
				name.WriteByte('-')
			}
			name.WriteRune(unicode.ToLower(r))
			dash = false
		default:
			name.WriteRune(r)
			dash = false
		}
	}
	return TriggerName(strings.TrimRight(name.String(), "-"))
}

// Group gathers the triggers of one kind of thing.
type Group string

// The groups, in the order in which they are shown.
const (
	GroupWorkspace    Group = "workspace"
	GroupSubscription Group = "subscription"
	GroupUsers        Group = "users"
	GroupDevices      Group = "devices"
)

// KnownTrigger is one of the documented triggers.
type KnownTrigger struct {
	Name    TriggerName
	Group   Group
	Meaning string // when Coro sends it, to follow the name
}

// KnownTriggers lists the documented triggers by group (API contract, section 5).
var KnownTriggers = []KnownTrigger{
	{"workspace-created", GroupWorkspace, "a workspace is created"},
	{"workspace-status-updated", GroupWorkspace, "a workspace's status changes"},
	{"subscription-updated", GroupSubscription, "modules or add-ons change"},
	{"protected-users-added", GroupUsers, "users protected"},
	{"protected-users-updated", GroupUsers, "protected users change"},
	{"protected-users-deleted", GroupUsers, "users no longer protected"},
	{"protected-users-count-updated", GroupUsers, "the count of users changes"},
	{"protected-devices-added", GroupDevices, "devices protected"},
	{"protected-devices-updated", GroupDevices, "protected devices change"},
	{"protected-devices-deleted", GroupDevices, "devices no longer protected"},
	{"protected-devices-count-updated", GroupDevices, "the count of devices changes"},
}

// FindTrigger returns the documented trigger of this name, if there is one.
func FindTrigger(name TriggerName) (KnownTrigger, bool) {
	for _, known := range KnownTriggers {
		if known.Name == name {
			return known, true
		}
	}
	return KnownTrigger{}, false
}

// Notation is a way to spell triggers. Coro's documentation has all three.
type Notation int

// The notations; kebab case is what the guides and the deliveries use.
const (
	Kebab       Notation = iota // workspace-created
	Camel                       // workspaceCreated
	CamelSuffix                 // workspaceCreated.v1
)

// Spell writes a trigger's name in the notation.
func (n Notation) Spell(name TriggerName) Trigger {
	if n == Kebab {
		return Trigger(name)
	}
	var spelled strings.Builder
	for i, word := range strings.Split(string(name), "-") {
		if first, size := utf8.DecodeRuneInString(word); i > 0 && size > 0 && first != utf8.RuneError {
			word = string(unicode.ToUpper(first)) + word[size:]
		}
		spelled.WriteString(word)
	}
	if n == CamelSuffix {
		spelled.WriteString(".v1")
	}
	return Trigger(spelled.String())
}

// others are the notations to try when a server refuses n: what the answers of
// the older reference look like is not what its requests want.
func (n Notation) others() []Notation {
	switch n {
	case Camel:
		return []Notation{CamelSuffix, Kebab}
	case CamelSuffix:
		return []Notation{Camel, Kebab}
	default:
		return []Notation{CamelSuffix, Camel}
	}
}

// respelled returns triggers in another notation, but for those that kept has
// as they are and for those that are not documented.
func respelled(triggers, kept []Trigger, n Notation) []Trigger {
	again, held := make([]Trigger, len(triggers)), setOf(kept)
	for i, trigger := range triggers {
		again[i] = trigger
		if _, known := FindTrigger(trigger.Name()); known && !held[trigger] {
			again[i] = n.Spell(trigger.Name())
		}
	}
	return again
}

// NotationOf tells which notation the webhooks of a workspace already use: the
// one of the first documented trigger found, and [Kebab] without any.
func NotationOf(webhooks []Webhook) Notation {
	for _, webhook := range webhooks {
		for _, trigger := range webhook.Triggers {
			name := trigger.Name()
			if _, known := FindTrigger(name); !known {
				continue
			}
			for _, notation := range []Notation{Kebab, Camel, CamelSuffix} {
				if notation.Spell(name) == trigger {
					return notation
				}
			}
		}
	}
	return Kebab
}
