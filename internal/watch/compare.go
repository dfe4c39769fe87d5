package watch

import (
	"cmp"
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/fleet"
)

// comparison compares one scan with what is remembered.
type comparison struct {
	*Memory
	scan    Scan
	next    map[api.Ref]*place // the workspaces that were read
	refused map[api.Ref]bool   // those without access
	turned  map[string]Kind    // what inherited webhooks were enabled or disabled, told once
	events  []News
}

// add tells of an event.
func (c *comparison) add(kind Kind, r fleet.Result, w api.Webhook, changes []Difference, restore func()) {
	c.events = append(c.events, News{
		Kind: kind, Time: r.At, Account: r.Account, Workspace: r.Workspace, Webhook: w, Origin: r.Origins[w.ID], Changes: changes, restore: restore,
	})
}

// living compares the webhooks that live in a workspace.
func (c *comparison) living(r fleet.Result) {
	was, now := c.workspaces[at(r)], c.next[at(r)]
	came := make(map[api.WebhookID]bool, len(r.Webhooks))
	for _, w := range r.Webhooks {
		came[w.ID] = true
		if !c.inherits(r, w.ID) {
			c.own(r, w)
		}
	}
	if was == nil {
		return
	}
	for id, before := range was.own {
		if !came[id] {
			c.missing(r, before)
		}
	}
	if now.whole {
		return
	}
	for id, before := range was.copies { // what did not come may still be there
		if !came[id] {
			now.copies[id] = before
		}
	}
}

// inherits reports whether a workspace inherits a webhook, or did: where the workspace
// above could not be read, its list does not tell.
func (c *comparison) inherits(r fleet.Result, id api.WebhookID) bool {
	if r.Origins[id] != nil {
		return true
	}
	was := c.workspaces[at(r)]
	if was == nil {
		return false
	}
	_, did := was.copies[id]
	return did
}

// own compares a webhook that lives in a workspace.
func (c *comparison) own(r fleet.Result, w api.Webhook) {
	was, now := c.workspaces[at(r)], c.next[at(r)]
	if w.Workspace == "" {
		w.Workspace = r.Workspace.ID
	}
	is := c.see(&w, c.scan.Selected(r, w, nil))
	var before sight
	there := false
	if was != nil {
		before, there = was.own[w.ID]
	}
	switch {
	case !there && was != nil && was.whole && (c.mayBeInherited(r.Account, is) || is.Selected && c.madeAbove(r, w)):
		return // the next scan knows, and tells it where it lives
	case !there:
		c.appeared(r, w, is, was != nil && was.whole)
	default:
		kind, changes := told(before.Status, is.Status, is.since(before))
		if kind == Disabled || kind == Enabled {
			c.turned[c.ofRef(r.Account, r.Workspace.ID, w.ID)] = kind
		}
		if kind != "" && (before.Selected || is.Selected) {
			c.add(kind, r, w, changes, func() { now.own[w.ID] = before })
		}
	}
	now.own[w.ID] = is
}

// appeared tells of a webhook that was not seen before. It is new if all of its workspace
// had been.
func (c *comparison) appeared(r fleet.Result, w api.Webhook, is sight, known bool) {
	now := c.next[at(r)]
	switch {
	case !is.Selected:
	case known:
		c.add(Created, r, w, nil, func() { delete(now.own, w.ID) })
	default:
		c.add(Listed, r, w, nil, func() {
			delete(now.own, w.ID)
			now.whole = false // or it would look new
		})
	}
}

// told says which event it is that a status and other fields differ, if any.
func told(before, after api.Status, changes []Difference) (Kind, []Difference) {
	kind := Kind("")
	switch {
	case before.On() && after.Off():
		kind = Disabled
	case before.Off() && after.On():
		kind = Enabled
	case len(changes) > 0:
		return Changed, changes
	default:
		return "", nil
	}
	return kind, slices.DeleteFunc(changes, func(d Difference) bool { return d.Field == statusField })
}

// mayBeInherited reports whether a new webhook may be one that is inherited from a
// workspace that could not be read this time.
func (c *comparison) mayBeInherited(account string, is sight) bool {
	for ref, was := range c.workspaces {
		if ref.Account != account || c.wholly(account, ref.Workspace) {
			continue
		}
		for _, above := range was.own {
			if above.Descendants && (above.ID == is.ID || above.Name == is.Name && above.URL.Shown == is.URL.Shown) {
				return true
			}
		}
	}
	return false
}

// madeAbove reports whether a new webhook is inherited from one that was made while the
// scan was running, or may be.
func (c *comparison) madeAbove(r fleet.Result, w api.Webhook) bool {
	if c.scan.Inherited == nil {
		return false
	}
	inherited, err := c.scan.Inherited(r, w)
	return inherited || err != nil
}

// missing compares a webhook that the list of its workspace does not have any more.
func (c *comparison) missing(r fleet.Result, before sight) {
	now := c.next[at(r)]
	ref := at(r)
	ref.Webhook = before.ID
	found, err := (*api.Webhook)(nil), r.Short
	if err == nil {
		found, err = c.scan.Find(ref)
	}
	switch {
	case err != nil: // it may still be there
		now.own[before.ID] = before
	case found != nil && (found.Workspace == "" || found.Workspace == r.Workspace.ID):
		c.own(r, *found)
	case before.Selected:
		c.add(Deleted, r, before.webhook(), nil, func() { now.own[before.ID] = before })
	}
}

// inherited compares the webhooks that a workspace inherits. They are told of where they
// live; a status of their own is told once for all that have it.
func (c *comparison) inherited(r fleet.Result) {
	was, now := c.workspaces[at(r)], c.next[at(r)]
	for _, w := range r.Webhooks {
		if !c.inherits(r, w.ID) {
			continue
		}
		origin := r.Origins[w.ID]
		is := copied{Status: w.Status, Selected: c.scan.Selected(r, w, origin)}
		if origin != nil {
			is.Of, is.Home, is.Read = c.of(r.Account, origin), origin.Workspace.ID, origin.Read
		}
		if was == nil {
			if is.Selected && !r.Elsewhere[w.ID] {
				c.add(Listed, r, w, nil, func() { delete(c.workspaces, at(r)) })
			}
			now.copies[w.ID] = is
			continue
		}
		c.copied(r, w, is)
	}
}

// copied compares a webhook that a workspace inherits, or did, and that was read before.
func (c *comparison) copied(r fleet.Result, w api.Webhook, is copied) {
	was, now := c.workspaces[at(r)], c.next[at(r)]
	lived, living := was.own[w.ID]
	before, there := was.copies[w.ID]
	if living {
		before, there = copied{Status: lived.Status, Home: is.Home, Of: is.Of, Read: is.Read, Selected: lived.Selected}, true
	}
	switch {
	case before.Read && !(is.Read && is.Of == before.Of) && c.awaits(r.Account, before.Home):
		now.copies[w.ID] = before // whatever it looks like without the list above it
		return
	case is.Of == "":
		w.Workspace = r.Workspace.ID
		now.own[w.ID] = c.see(&w, is.Selected)
	case before.Read && !is.Read:
		before.Read, before.Of, before.Home = false, is.Of, is.Home // from now on its status is all that is known
		now.copies[w.ID] = before
		return
	default:
		now.copies[w.ID] = is
	}
	if !there {
		return
	}
	of := cmp.Or(is.Of, before.Of)
	kind, _ := told(before.Status, is.Status, nil)
	if kind == "" || c.turned[of] == kind || !before.Selected && !is.Selected {
		return
	}
	c.turned[of] = kind
	c.add(kind, r, w, nil, func() {
		delete(now.own, w.ID)
		delete(now.copies, w.ID)
		if living {
			now.own[w.ID] = lived
		} else {
			now.copies[w.ID] = before
		}
	})
}

// awaits reports whether a workspace that was not read, or not to the end, may be so by
// the next scan. One without access will not.
func (c *comparison) awaits(account string, id api.WorkspaceID) bool {
	ref := api.Ref{Account: account, Workspace: id}
	return !c.wholly(account, id) && !c.refused[ref] && c.workspaces[ref] != nil
}

// wholly reports whether a workspace was read to the end.
func (c *comparison) wholly(account string, id api.WorkspaceID) bool {
	now := c.next[api.Ref{Account: account, Workspace: id}]
	return now != nil && now.whole
}

// of names what a webhook is a copy of. Where that was not read, its id may be another
// one in each list.
func (c *comparison) of(account string, origin *fleet.Origin) string {
	if origin.Read {
		return c.ofRef(account, origin.Workspace.ID, origin.Webhook.ID)
	}
	return c.print("copies", account, string(origin.Workspace.ID), string(origin.Webhook.Name), string(origin.Webhook.URL))
}

func (c *comparison) ofRef(account string, workspace api.WorkspaceID, id api.WebhookID) string {
	return strings.Join([]string{account, string(workspace), string(id)}, "\n")
}
