package plan

import (
	"errors"

	"corotui/api"
	"corotui/internal/change"
)

// Wishes are what a policy wants of single webhooks, as runs take it.
type Wishes struct {
	policy *Policy
	force  bool
	byID   map[api.WebhookID]bool // the webhooks that some set finds by their ids
}

// NewWishes returns the wishes of a policy. With force triggers are let through that are
// not documented.
func NewWishes(policy *Policy, force bool) *Wishes {
	w := &Wishes{policy, force, make(map[api.WebhookID]bool)}
	for _, set := range policy.Sets {
		for _, wanted := range set.Webhooks {
			if wanted.ID.Set {
				w.byID[wanted.ID.Value] = true
			}
		}
	}
	return w
}

// ErrNotInPolicy is that a plan is about what its policy does not have.
var ErrNotInPolicy = errors.New("the plan and its files do not belong together; make the plan again")

// At is what a set wants of one of its webhooks in a workspace. Of a deletion there is
// nothing in the policy.
func (w *Wishes) At(action Action, workspace api.WorkspaceID, set, nth int) (Wish, error) {
	wish := Wish{of: w, action: action, workspace: workspace, set: set, nth: nth}
	switch action {
	case Delete:
		return wish, nil
	case Create, Change:
		if set >= 0 && set < len(w.policy.Sets) && nth >= 0 && nth < len(w.policy.Sets[set].Webhooks) {
			return wish, nil
		}
	}
	return wish, ErrNotInPolicy
}

// Wish is what a run makes of one webhook.
type Wish struct {
	of        *Wishes
	action    Action
	workspace api.WorkspaceID
	set, nth  int
}

// Does is what the run does.
func (w Wish) Does() change.Action {
	switch w.action {
	case Create:
		return change.Created
	case Delete:
		return change.Deleted
	default:
		return change.Updated
	}
}

func (w Wish) wanted() Wanted { return w.of.policy.Sets[w.set].In(w.workspace, w.nth) }

// created is what is wanted of a webhook that is created: with the secret that is made.
func (w Wish) created() Wanted { return w.of.policy.Generated.make(w.workspace, w.wanted()) }

// Goal is what a webhook becomes that has these fields; one that is created, among those
// of its workspace.
func (w Wish) Goal(was api.Fields, among []api.Webhook) change.Goal {
	rules := change.Rules{Force: w.of.force, LikeThese: among, NoSecret: true}
	switch w.action {
	case Delete:
		return change.Goal{}
	case Create:
		if was.Name == "" { // and not one that is compared with what is wanted
			return rules.New(w.created().New())
		}
	case Change:
	}
	return rules.Edit(was, w.wanted().Onto(was))
}

// Only are the fields that the policy names, each in one spelling; of a deletion all.
func (w Wish) Only(f api.Fields) api.Fields {
	if w.action == Delete {
		return onlyNamed(nil, f)
	}
	wanted := w.wanted()
	return onlyNamed(&wanted, f)
}

// onlyNamed are the fields that a file names, each in one spelling; nil stands for all fields.
// A secret that stays as it is, or that is made, is none of them.
func onlyNamed(wanted *Wanted, f api.Fields) api.Fields {
	if wanted == nil {
		return change.Canonical(f)
	}
	only := wanted.Only(f)
	if s := wanted.Secret.Value; s.Keep || s.Generate {
		only.Secret = api.WebhookSecret{}
	}
	return change.Canonical(only)
}

// Means reports whether a webhook is the one that should be created: by its name, unless
// the policy wants it by its id.
func (w Wish) Means(one api.Webhook) bool {
	return !w.of.byID[one.ID] && change.SameName(one.Name, w.wanted().Name.Value)
}
