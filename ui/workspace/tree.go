package workspace

import (
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

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
	context   bool // above one that matches, and no match itself
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
	w.DisplayName = api.Text(n.name) // what is seen is what is found
	n.place = filter.NewWorkspace(w)
	return n
}

// nodes lets the fuzzy finder look at name, domain and id.
type nodes []node

func (n nodes) String(i int) string { return n[i].place.Text() }
func (n nodes) Len() int            { return len(n) }

// matching scores the nodes that a filter lets through, by their places: words find
// letters that stand apart, too, and all of them must.
func matching(all []node, wanted filter.Workspaces) map[int]int {
	scores := make(map[int]int)
	for at, n := range all {
		if wanted.Narrows(n.place) {
			scores[at] = 0
		}
	}
	for _, word := range wanted.Words() {
		found := make(map[int]int)
		for _, match := range fuzzy.FindFrom(word, nodes(all)) {
			if score, narrowed := scores[match.Index]; narrowed {
				found[match.Index] = score + match.Score
			}
		}
		scores = found
	}
	return scores
}

// find returns the nodes that match where they stand in the tree, each below
// those that it belongs to, and the place of the best match.
func find(all []node, wanted filter.Workspaces) (found []node, best int) {
	matched := matching(all, wanted)
	first := -1 // the best match
	for at := range all {
		if score, matches := matched[at]; matches && (first < 0 || score > matched[first]) {
			first = at
		}
	}
	var above []int // the places of those that the node at hand belongs to
	shown := -1     // the last place that was taken over
	for at, n := range all {
		above = append(above[:min(n.depth, len(above))], at)
		if _, matches := matched[at]; !matches {
			continue
		}
		for _, place := range above {
			if place <= shown {
				continue
			}
			if place == first {
				best = len(found)
			}
			n := all[place]
			_, matches := matched[place]
			n.context = !matches
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
