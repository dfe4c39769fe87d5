package workspace

import (
	"slices"
	"sort"
	"strings"

	"corotui/api"
	"corotui/internal/filter"
	"corotui/internal/text"
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
	unlisted  bool // only its id is known: it was opened before, or typed
	place     filter.Workspace
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
		sort.SliceStable(siblings, func(i, j int) bool {
			return strings.ToLower(text.Clean(siblings[i].Name())) < strings.ToLower(text.Clean(siblings[j].Name()))
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
	w.DisplayName = api.Text(n.name) // what is seen is what is found
	n.place = filter.NewWorkspace(w)
	return n
}

// nodes lets the fuzzy finder look at name, domain and id.
type nodes []node

func (n nodes) String(i int) string { return n[i].place.Text() }
func (n nodes) Len() int            { return len(n) }

// unlisted is the node of an id that the channel does not list.
func unlisted(id api.WorkspaceID) node {
	n := newNode(api.Workspace{ID: id}, 0)
	n.recent, n.unlisted = true, true
	return n
}

// recentFirst puts the workspaces that were opened last in front of the tree,
// which keeps them in their place too.
func recentFirst(all []node, recent []api.WorkspaceID, limit int) []node {
	var front []node
	for _, id := range recent[:min(limit, len(recent))] {
		at := slices.IndexFunc(all, func(n node) bool { return n.workspace.ID == id })
		if at < 0 {
			front = append(front, unlisted(id))
			continue
		}
		n := all[at]
		n.depth, n.recent = 0, true
		front = append(front, n)
	}
	return append(front, all...)
}
