// Package apply makes runs of plans: what the files want of many webhooks is written as
// every change of many is, can be resumed, and is undone as one set. It knows neither
// screens nor commands.
package apply

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/plan"
)

// files are what a run keeps of what it was made from.
type files struct {
	Sources []plan.Source `json:"sources"`
	Force   bool          `json:"force,omitempty"`
	Secrets string        `json:"secrets,omitempty"` // see [plan.Generated]
}

// Run makes a run of the items of a plan. With force it lets triggers through that are not
// documented.
func Run(p *plan.Plan, items []plan.Item, force bool) (*bulk.Plan, error) {
	wishes := plan.NewWishes(p.Policy, force)
	all := make([]bulk.Wished, 0, len(items))
	for i := range items {
		item := &items[i]
		wish, err := wishes.At(item.Action, item.Workspace.ID, item.Set, item.Nth)
		if err != nil {
			return nil, err
		}
		one := bulk.Wished{
			Item: bulk.Item{Workspace: item.Workspace.ID, WorkspaceName: item.Workspace.Name(), Webhook: item.Webhook, Heirs: item.Heirs},
			Wish: wish, InSet: item.Set, Nth: item.Nth,
			Secret: item.Action == plan.Change && slices.ContainsFunc(item.Deltas(), func(d change.Delta) bool { return d.Field == change.Secret }),
		}
		one.Webhook.Name = item.Name()
		all = append(all, one)
	}
	return run(p.Policy, force, all)
}

// Saved makes a run of a plan that was saved in a file. The policy is what its files say now
// that they are read again.
func Saved(k *plan.SavedPlan, policy *plan.Policy) (*bulk.Plan, error) {
	wishes := plan.NewWishes(policy, k.Force)
	all := make([]bulk.Wished, 0, len(k.Items))
	for i := range k.Items {
		item := &k.Items[i]
		at := item.Webhook()
		wish, err := wishes.At(item.Action, at.Workspace, item.Set, item.Nth)
		if err != nil {
			return nil, err
		}
		w := api.Webhook{ID: at.Webhook, Workspace: at.Workspace, Fields: api.Fields{Name: api.Text(item.Name)}}
		all = append(all, bulk.Wished{
			Item: bulk.Item{Workspace: at.Workspace, WorkspaceName: api.Text(item.WorkspaceName), Webhook: w},
			Wish: wish, InSet: item.Set, Nth: item.Nth, Unread: true, Seal: item.Before, Goal: item.Goal,
			Secret: item.Action == plan.Change && slices.ContainsFunc(item.Changes, func(d plan.Difference) bool { return d.Field == secretField }),
		})
	}
	return run(policy, k.Force, all)
}

var secretField = change.Delta{Field: change.Secret}.WireName()

func run(policy *plan.Policy, force bool, all []bulk.Wished) (*bulk.Plan, error) {
	kept, err := json.Marshal(files{policy.Sources, force, policy.Generated.Run})
	if err != nil {
		return nil, fmt.Errorf("keeping the files: %w", err)
	}
	return bulk.NewApply(bulk.Action{Files: kept, Force: force}, all)
}

// Wishes has a run resumed from the history: what its files said, read with the variables
// of today.
func Wishes(input func() plan.Input) bulk.Wishes {
	return func(ctx context.Context, kept []byte) (func(history.RunItem) (bulk.Wish, error), error) {
		var from files
		if err := json.Unmarshal(kept, &from); err != nil {
			return nil, errors.New("what the run was to do cannot be read; plan again with corotui plan")
		}
		with := input()
		with.Force = true // it was checked when the run began
		policy, err := plan.Parse(from.Sources, with)
		if err != nil {
			return nil, err
		}
		if err := policy.LookUp(ctx, with); err != nil {
			return nil, err
		}
		if from.Secrets != "" {
			if err := policy.Generate(ctx, with.Generate, from.Secrets); err != nil {
				return nil, err
			}
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		wishes := plan.NewWishes(policy, true)
		return func(item history.RunItem) (bulk.Wish, error) {
			action := map[change.Action]plan.Action{change.Created: plan.Create, change.Updated: plan.Change, change.Deleted: plan.Delete}[item.Does]
			return wishes.At(action, item.Workspace, item.InSet, item.Nth)
		}, nil
	}
}
