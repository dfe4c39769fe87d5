package emulator

import (
	"encoding/json"
	"slices"
	"strings"
)

// The triggers that the server knows, in kebab case: the eleven of the API
// contract, section 5, and one that no document names, because a real server is
// ahead of its documents.
const (
	eventWorkspaceCreated       = "workspace-created"
	eventWorkspaceStatusUpdated = "workspace-status-updated"
	eventSubscriptionUpdated    = "subscription-updated"
	eventUsersAdded             = "protected-users-added"
	eventUsersUpdated           = "protected-users-updated"
	eventUsersDeleted           = "protected-users-deleted"
	eventUsersCountUpdated      = "protected-users-count-updated"
	eventDevicesAdded           = "protected-devices-added"
	eventDevicesUpdated         = "protected-devices-updated"
	eventDevicesDeleted         = "protected-devices-deleted"
	eventDevicesCountUpdated    = "protected-devices-count-updated"
	eventTicketEscalated        = "ticket-escalated"
)

// events lists all of them, the undocumented one last.
var events = []string{
	eventWorkspaceCreated, eventWorkspaceStatusUpdated, eventSubscriptionUpdated,
	eventUsersAdded, eventUsersUpdated, eventUsersDeleted, eventUsersCountUpdated,
	eventDevicesAdded, eventDevicesUpdated, eventDevicesDeleted, eventDevicesCountUpdated,
	eventTicketEscalated,
}

const versionSuffix = ".v1"

// camel writes a kebab-case name as the older reference does, without suffix.
func camel(kebab string) string {
	words := strings.Split(kebab, "-")
	for i, word := range words {
		if i > 0 && word != "" {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "")
}

// eventOf returns the kebab-case name of a known event in any documented
// spelling, or "".
func eventOf(trigger string) string {
	for _, event := range events {
		if trigger == event || trigger == camel(event) || trigger == camel(event)+versionSuffix {
			return event
		}
	}
	return ""
}

// accepts reports whether a body may use this spelling.
func (v Variant) accepts(trigger string) bool {
	event := eventOf(trigger)
	switch {
	case event == "":
		return false
	case v.Triggers == "kebab":
		return trigger == event
	case v.Triggers == "camel":
		return trigger == camel(event)
	case v.Triggers == "versioned", v.Triggers == "reference":
		return trigger == camel(event)+versionSuffix
	}
	return true
}

// stored spells a trigger as the server keeps it; one that it does not know
// stays as it is.
func (v Variant) stored(trigger string) string {
	event := eventOf(trigger)
	switch {
	case event == "":
		return trigger
	case v.Triggers == "kebab":
		return event
	case v.Triggers == "camel", v.Triggers == "reference":
		return camel(event)
	case v.Triggers == "versioned":
		return camel(event) + versionSuffix
	}
	return trigger
}

// respell brings a document's triggers into the spelling that the server keeps.
func (v Variant) respell(d document) {
	value, found := d.get(fieldTriggers)
	triggers, ok := asStrings(value)
	if v.Triggers == "" || !found || !ok {
		return
	}
	for i, trigger := range triggers {
		triggers[i] = v.stored(trigger)
	}
	d.set(fieldTriggers, encodeValue(triggers))
}

// subscribes reports whether the webhook already has this trigger, however
// spelled: such a one may always be written back.
func subscribes(held json.RawMessage, trigger string) bool {
	triggers, _ := asStrings(held)
	if event := eventOf(trigger); event != "" {
		return slices.ContainsFunc(triggers, func(t string) bool { return eventOf(t) == event })
	}
	return slices.Contains(triggers, trigger)
}
