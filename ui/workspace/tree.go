package workspace

import (
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"corotui/api"
	"corotui/ui/text"
)

// node is a workspace in its place in the tree, with what is drawn and
// searched of it cleaned once.
type node struct {
	workspace api.Workspace
	name      string
	id        string
	domain    string // empty when the name is the domain
	depth     int
	recent    bool
	context   bool // above one that matches, and no match itself
}

// tree puts workspaces under their parents, siblings by name. One whose parent
// is not among them stands at the root; so does one of each circle, as what a
// server says of parents need not make sense. One without an id is left out: it
// cannot be opened.
func tree(workspaces []api.Workspace) []node {
	workspaces = slices.DeleteFunc(slices.Clone(workspaces), func(w api.Workspace) bool { return w.ID == "" })
	byID := make(map[api.WorkspaceID]bool, len(workspaces))
	children := make(map[api.WorkspaceID][]api.Workspace)
	for _, w := range workspaces {
		byID[w.ID] = true
	}
	for _, w := range workspaces {
		parent := w.Parent
		if !byID[parent] || parent == w.ID {
			parent = ""
		}
		children[parent] = append(children[parent], w)
	}
	for _, siblings := range children {
		slices.SortStableFunc(siblings, func(a, b api.Workspace) int {
			return strings.Compare(strings.ToLower(text.Clean(a.Name())), strings.ToLower(text.Clean(b.Name())))
		})
	}
	nodes := make([]node, 0, len(workspaces))
	placed := make(map[api.WorkspaceID]bool, len(workspaces))
	var place func(w api.Workspace, depth int)
	place = func(w api.Workspace, depth int) {
		if placed[w.ID] {
			return
		}
		placed[w.ID] = true
		nodes = append(nodes, newNode(w, depth))
		for _, child := range children[w.ID] {
			place(child, depth+1)
		}
	}
	for _, w := range children[""] {
		place(w, 0)
	}
	for _, w := range workspaces {
		place(w, 0) // what is left is in circles
	}
	return nodes
}

func newNode(w api.Workspace, depth int) node {
	n := node{workspace: w, name: text.Clean(w.Name()), id: text.Clean(api.Text(w.ID)), depth: depth}
	if domain := text.Clean(w.Domain); domain != n.name {
		n.domain = domain
	}
	return n
}

// nodes lets the fuzzy finder look at name, domain and id.
type nodes []node

func (n nodes) String(i int) string { return n[i].name + " " + n[i].domain + " " + n[i].id }
func (n nodes) Len() int            { return len(n) }

// find returns the nodes that match where they stand in the tree, each below
// those that it belongs to, and the place of the best match.
func find(all []node, wanted string) (found []node, best int) {
	matches := fuzzy.FindFrom(wanted, nodes(all))
	if len(matches) == 0 {
		return nil, 0
	}
	matched := make(map[int]bool, len(matches))
	for _, match := range matches {
		matched[match.Index] = true
	}
	var above []int // the places of those that the node at hand belongs to
	shown := -1     // the last place that was taken over
	for at, n := range all {
		above = append(above[:min(n.depth, len(above))], at)
		if !matched[at] {
			continue
		}
		for _, place := range above {
			if place <= shown {
				continue
			}
			if place == matches[0].Index {
				best = len(found)
			}
			n := all[place]
			n.context = !matched[place]
			found = append(found, n)
			shown = place
		}
	}
	return found, best
}

// recentFirst puts the workspaces that were opened last in front of the tree,
// which keeps them in their place too.
func recentFirst(all []node, recent []api.WorkspaceID, limit int) []node {
	var front []node
	for _, id := range recent {
		at := slices.IndexFunc(all, func(n node) bool { return n.workspace.ID == id })
		if at < 0 || len(front) == limit {
			continue
		}
		n := all[at]
		n.depth, n.recent = 0, true
		front = append(front, n)
	}
	return append(front, all...)
}
