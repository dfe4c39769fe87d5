package filter

import (
	"strings"

	"corotui/api"
)

// Deliveries decides which deliveries are shown. The zero Deliveries matches all.
type Deliveries struct{ terms []term }

// The fields that only deliveries have.
const (
	fieldValid   = "valid"
	fieldAnswer  = "answer"
	fieldForward = "forward"
	fieldType    = "type" // what the body calls the trigger
)

// DeliveryFields are the words that narrow a term to one field of a delivery.
var DeliveryFields = []string{fieldTrigger, fieldValid, fieldWorkspace, fieldID, fieldAnswer, fieldForward}

// ParseDeliveries reads a filter of deliveries, as [Parse] does one of webhooks.
func ParseDeliveries(text string) (Deliveries, error) {
	terms, err := parse(text, DeliveryFields, fieldType)
	return Deliveries{terms}, err
}

// Empty reports whether the filter matches every delivery.
func (f Deliveries) Empty() bool { return len(f.terms) == 0 }

// Delivery is a delivery that a filter looks at.
type Delivery struct {
	words, workspace, id string
	trigger              []api.Trigger
	valid                string
	answer, forward      string
}

// DeliveryParts are what a filter looks at. Text is what else a word may be in.
type DeliveryParts struct {
	Trigger             api.Trigger
	Workspace, ID, Text string
	Valid               bool
	Answer, Forward     string
}

// NewDelivery prepares a delivery for many filters.
func NewDelivery(p DeliveryParts) Delivery {
	d := Delivery{
		workspace: fold(p.Workspace), id: fold(p.ID), trigger: []api.Trigger{p.Trigger}, valid: "no",
		answer: fold(p.Answer), forward: fold(p.Forward),
	}
	if p.Valid {
		d.valid = "yes"
	}
	d.words = strings.Join([]string{fold(string(p.Trigger)), d.workspace, d.id, fold(p.Text)}, "\n")
	return d
}

// Match reports whether every term matches.
func (f Deliveries) Match(d Delivery) bool {
	for _, t := range f.terms {
		if t.matchDelivery(d) == t.exclude {
			return false
		}
	}
	return true
}

func (t term) matchDelivery(d Delivery) bool {
	switch t.field {
	case "":
		return strings.Contains(d.words, t.value)
	case fieldTrigger, fieldType:
		return matchTrigger(d.trigger, t.value)
	case fieldValid:
		return strings.HasPrefix(d.valid, t.value)
	case fieldWorkspace:
		return strings.Contains(d.workspace, t.value)
	case fieldID:
		return strings.Contains(d.id, t.value)
	case fieldAnswer:
		return strings.HasPrefix(d.answer, t.value)
	case fieldForward:
		return strings.HasPrefix(d.forward, t.value)
	}
	return false // a term that could not be read
}
