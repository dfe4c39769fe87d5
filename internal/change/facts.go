package change

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sort"
	"strings"

	"corotui/api"
)

// fact names one thing that can be said of a webhook: a field, a trigger, or a
// header. facts are compared to tell what the server made of a write, so they
// are loose about what it may spell in its own way.
type fact struct {
	field Field
	key   string
}

// facts are what f says. A secret that is not known says nothing.
func facts(f api.Fields) map[fact]string {
	said := make(map[fact]string)
	for _, field := range scalars {
		said[fact{field, ""}] = scalar(f, field)
	}
	said[fact{Status, ""}] = strings.ToLower(string(f.Status))
	for _, trigger := range f.Triggers {
		said[fact{Trigger, string(trigger.Name())}] = "there"
	}
	for key, headers := range groupHeaders(f) {
		said[fact{Header, key}] = fmt.Sprintf("%q", values(headers))
	}
	if secret, known := f.Secret.Value(); known {
		said[fact{Secret, ""}] = secret.Reveal()
	}
	return said
}

// values are the different values of one header.
func values(headers []api.Header) []string {
	all := make([]string, len(headers))
	for i, header := range headers {
		all[i] = string(header.Value)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// differences lists the facts in which two states differ, in the order of the
// fields. Secrets differ only where both are known.
func differences(a, b api.Fields) []fact {
	x, y := facts(a), facts(b)
	all := maps.Clone(x)
	maps.Copy(all, y)
	var found []fact
	for f := range all {
		was, in := x[f]
		is, also := y[f]
		if f.field == Secret && !(in && also) {
			continue
		}
		if in != also || was != is {
			found = append(found, f)
		}
	}
	sort.SliceStable(found, func(i, j int) bool {
		p, q := found[i], found[j]
		return cmp.Or(cmp.Compare(slices.Index(fieldOrder, p.field), slices.Index(fieldOrder, q.field)), cmp.Compare(p.key, q.key)) < 0
	})
	return found
}

// fieldNames lists the fields of facts in words. Names of headers and triggers
// are left out: they are the server's text.
func fieldNames(of []fact) string {
	var names []string
	for _, f := range of {
		if name := string(f.field); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// arrival says how far a webhook came from what it was to what was asked.
type arrival int

const (
	arrived        arrival = iota // all that was asked is there
	notArrived                    // nothing of it is
	partlyArrived                 // some of it is
	arrivalUnknown                // what was asked does not show when it is read
)

// stand compares what is read now with what was asked. off lists what of it is
// not there.
func arrivalOf(before api.Webhook, goal api.Fields, now api.Webhook) (s arrival, off []fact) {
	wrong := make(map[fact]bool)
	for _, f := range differences(now.Fields, goal) {
		wrong[f] = true
	}
	for _, name := range changedOthers(now.Fields, goal) {
		wrong[fact{Other, name}] = true
	}
	met := 0
	for _, f := range askedFacts(before.Fields, goal, now.Fields) {
		if wrong[f] {
			off = append(off, f)
		} else {
			met++
		}
	}
	switch {
	case met > 0 && len(off) == 0:
		return arrived, nil
	case met > 0:
		return partlyArrived, off
	case len(off) > 0:
		return notArrived, off
	}
	return arrivalByTime(before, now), nil
}

// askedFacts lists what a goal changes, as far as reading tells whether it is so.
func askedFacts(before, goal, now api.Fields) []fact {
	all := differences(before, goal)
	for _, name := range changedOthers(before, goal) {
		all = append(all, fact{Other, name})
	}
	if _, shown := now.Secret.Value(); !shown {
		return slices.DeleteFunc(all, func(f fact) bool { return f.field == Secret })
	}
	if secret := (fact{Secret, ""}); secretGiven(before.Secret, goal.Secret) && !slices.Contains(all, secret) {
		all = append(all, secret)
	}
	return all
}

// arrivalByTime tells by the time of the last change, where the server gives
// one, whether a write that does not show has arrived. The same time proves
// nothing: some servers count in seconds.
func arrivalByTime(before, now api.Webhook) arrival {
	was, is := before.LastChange(), now.LastChange()
	if !was.IsZero() && is.After(was) {
		return arrived
	}
	return arrivalUnknown
}

// warn adds a warning, if there is one.
func (o *Outcome) warn(clause string) {
	if clause != "" {
		o.Warnings = append(o.Warnings, clause)
	}
}

// plain is an error as a clean clause: the API's own words, or the error's with
// everything that does not print replaced.
func plain(err error) string {
	if refused, ok := errors.AsType[*api.Error](err); ok {
		return refused.Sentence()
	}
	if errors.Is(err, context.DeadlineExceeded) { // of looking, as a request has a time of its own
		return "it took too long"
	}
	return fmt.Sprint(api.Text(err.Error()))
}

// other warns when the server holds more than what was asked: someone else
// wrote at the same moment, or it changed a value to its liking.
func other(now, asked api.Fields) string {
	off := differences(now, asked)
	if len(off) == 0 {
		return ""
	}
	return "the server now holds something else than was sent in: " + fieldNames(off)
}

// hasSecret reports whether a webhook shows that it has a secret.
func hasSecret(w api.Webhook) bool {
	_, known := w.Secret.Value()
	return known || w.Secret.Masked()
}

// secretGone warns after an update without the secret, if the webhook has none
// any more, as far as reading it tells.
func secretGone(before, now api.Webhook, sent bool) string {
	switch {
	case sent || hasSecret(now):
		return ""
	case hasSecret(before):
		return "the webhook has no secret any more; edit it and set one"
	}
	return "the server does not show whether the webhook still has its secret"
}

// notation hints at the likely reason of a 400 that talks about triggers: which
// of its notations a server takes is not documented.
func notation(err error, triggers []api.Trigger) string {
	refused, ok := errors.AsType[*api.Error](err)
	if !ok || refused.Status != http.StatusBadRequest {
		return ""
	}
	said := string(refused.Title)
	for _, detail := range refused.Details {
		said += " " + string(detail.Field) + " " + string(detail.Message)
	}
	if !strings.Contains(strings.ToLower(said), "trigger") || len(triggers) == 0 {
		return ""
	}
	likely := api.CamelSuffix
	if api.NotationOf([]api.Webhook{{Fields: api.Fields{Triggers: triggers}}}) != api.Kebab {
		likely = api.Kebab
	}
	return fmt.Sprintf("this server may want triggers spelled the other way: %s", api.Text(likely.Spell("workspace-created")))
}
