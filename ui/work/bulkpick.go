package work

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/text"
	"corotui/internal/words"
	"corotui/ui/dialog"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// pickTriggers lets triggers be picked to add, from those that are documented and those
// that the webhooks have, or to remove, from the latter.
func (w *Work) pickTriggers(choice bulkChoice, items []list.Item) tea.Cmd {
	triggers, have := triggersOf(items)
	verb := "add"
	if choice.kind == bulk.RemoveTrigger {
		verb = "remove"
		triggers = slices.DeleteFunc(triggers, func(t api.Trigger) bool { return have[t.Name()] == 0 })
	}
	if len(triggers) == 0 {
		w.shell.Say(screen.Info, "None of "+w.these(items)+" has a trigger.")
		return nil
	}
	q := dialog.PickQuestion{Title: words.OfAction(choice.kind).Ask + " " + w.named(items), Many: true, Verb: verb}
	for _, trigger := range triggers {
		known, documented := api.FindTrigger(trigger.Name())
		option := dialog.Option{
			Label: text.Clean(api.Text(trigger)), Note: howMany(have[trigger.Name()], len(items), "it"), About: known.Meaning,
		}
		if !documented {
			option.About = "not a documented trigger"
		}
		q.Options = append(q.Options, option)
	}
	return w.shell.Ask(dialog.NewPick(w.shell.Env(), q, func(picked []int) (tea.Cmd, error) {
		if picked == nil {
			return nil, nil
		}
		action := bulk.Action{Kind: choice.kind, Force: true} // they are listed, or a webhook has them
		for _, at := range picked {
			action.Triggers = append(action.Triggers, triggers[at])
		}
		return w.planBulk(action, items)
	}))
}

// triggersOf lists the documented triggers and then the others that webhooks have, and
// how many have each.
func triggersOf(items []list.Item) (triggers []api.Trigger, have map[api.TriggerName]int) {
	have = make(map[api.TriggerName]int)
	for _, known := range api.KnownTriggers {
		triggers = append(triggers, api.Trigger(known.Name))
	}
	for _, item := range items {
		own := make(map[api.TriggerName]bool)
		for _, trigger := range item.Webhook.Triggers {
			name := trigger.Name()
			if _, known := api.FindTrigger(name); !known && have[name] == 0 {
				triggers = append(triggers, trigger)
			}
			if !own[name] {
				own[name] = true
				have[name]++
			}
		}
	}
	return triggers, have
}

// howMany says how many of so many have something.
func howMany(have, of int, what string) string {
	switch {
	case have == 0 && of > 1:
		return "none has " + what
	case have == 0:
		return "does not have " + what
	case have == of && of == 1:
		return "has " + what
	case have == of:
		return "all " + text.Count(of) + " have " + what
	case have == 1:
		return "1 of " + text.Count(of) + " has " + what
	}
	return text.Count(have) + " of " + text.Count(of) + " have " + what
}

// these are the webhooks of a question, in the middle of a sentence.
func (w *Work) these(items []list.Item) string {
	if len(items) == 1 {
		return w.named(items)
	}
	return "the " + w.named(items)
}

// pickHeader lets a header be picked to remove, from those that the webhooks have.
func (w *Work) pickHeader(choice bulkChoice, items []list.Item) tea.Cmd {
	counted := headerCounts(items)
	if len(counted) == 0 {
		w.shell.Say(screen.Info, "None of "+w.these(items)+" has a header.")
		return nil
	}
	q := dialog.PickQuestion{Title: words.OfAction(choice.kind).Ask + " " + w.named(items), Verb: "remove"}
	for _, c := range counted {
		q.Options = append(q.Options, dialog.Option{Label: text.Clean(api.Text(c.value)), Note: howMany(c.count, len(items), "it")})
	}
	return w.shell.Ask(dialog.NewPick(w.shell.Env(), q, func(picked []int) (tea.Cmd, error) {
		if picked == nil {
			return nil, nil
		}
		return w.planBulk(bulk.Action{Kind: choice.kind, Headers: []api.Text{api.Text(counted[picked[0]].value)}}, items)
	}))
}

// valueCount is how many webhooks have a value.
type valueCount struct {
	value string
	count int
}

// countValues counts the webhooks that have each of their values, the most frequent
// first. Values that differ by letter case alone are one.
func countValues(items []list.Item, of func(api.Webhook) []string) []valueCount {
	counted := make(map[string]valueCount)
	for _, item := range items {
		own := make(map[string]bool)
		for _, value := range of(item.Webhook) {
			folded := strings.ToLower(value)
			if value == "" || own[folded] {
				continue
			}
			own[folded] = true
			counted[folded] = valueCount{cmp.Or(counted[folded].value, value), counted[folded].count + 1}
		}
	}
	all := slices.Collect(maps.Values(counted))
	sort.SliceStable(all, func(i, j int) bool {
		return cmp.Or(cmp.Compare(all[j].count, all[i].count), strings.Compare(all[i].value, all[j].value)) < 0
	})
	return all
}

func headerCounts(items []list.Item) []valueCount {
	return countValues(items, func(webhook api.Webhook) []string {
		names := make([]string, len(webhook.Headers))
		for i, header := range webhook.Headers {
			names[i] = string(header.Name)
		}
		return names
	})
}

// listed names values with how many have each.
func listed(counted []valueCount, of int) string {
	const most = 4
	var parts []string
	for i, c := range counted {
		if i == most && len(counted) > most+1 {
			parts = append(parts, text.Plural(len(counted)-most, "other", "others"))
			break
		}
		part := text.Clean(api.Text(c.value))
		if of > 1 {
			part += fmt.Sprintf(" (%s)", text.Count(c.count))
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// headersNow says which headers webhooks have.
func headersNow(items []list.Item) []string {
	counted := headerCounts(items)
	if len(counted) == 0 {
		return nil
	}
	return []string{"Headers now: " + listed(counted, len(items))}
}

// hostsOf counts the hosts of webhooks.
func hostsOf(items []list.Item) []valueCount {
	return countValues(items, func(webhook api.Webhook) []string { return []string{text.Host(webhook.URL)} })
}

// hostsNow says which hosts webhooks have, and gives the first field the most frequent.
func (w *Work) hostsNow(q dialog.TextQuestion, items []list.Item) ([]string, []dialog.Field) {
	counted := hostsOf(items)
	if len(counted) == 0 {
		return q.Lines, q.Fields
	}
	fields := slices.Clone(q.Fields)
	fields[0].Value = counted[0].value
	if len(counted) == 1 {
		return q.Lines, fields
	}
	return append(slices.Clone(q.Lines), "Hosts now: "+listed(counted, len(items))), fields
}
