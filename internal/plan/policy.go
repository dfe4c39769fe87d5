// Package plan keeps the webhooks of many workspaces as files say: it reads such
// files, finds what differs from them, and says what would have to be written. It
// knows neither screens nor commands, and writes nothing itself.
package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/filter"
	"corotui/internal/mask"
)

// Position is a place in a file; lines and columns count from 1, columns in
// characters.
type Position struct {
	File         string // as it was named; "stdin" of what was read from there
	Line, Column int    // 0 where it is about the file as a whole
}

// String is the position as compilers write it.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Compare orders positions as they are read.
func (p Position) Compare(other Position) int {
	return cmp.Or(strings.Compare(p.File, other.File), cmp.Compare(p.Line, other.Line), cmp.Compare(p.Column, other.Column))
}

// Problem is one thing that is wrong with a file.
type Problem struct {
	At   Position
	Says string // clean: what is wrong, and what would be right
}

// Problems are all that is wrong with some files, in the order of their positions. As
// an error they are a line each.
type Problems []Problem

// Error says all of it.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.At.String() + ": " + problem.Says
	}
	return strings.Join(lines, "\n")
}

// Err is the problems in their order, or nil.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil // and not an error of no problems
	}
	slices.SortStableFunc(p, func(a, b Problem) int { return a.At.Compare(b.At) })
	return p
}

// Source is a file as it was read.
type Source struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}

// Given is a value that a file may give, and where it does. One that it does not name
// is not set, and stays as it is on the server.
type Given[T any] struct {
	Value T
	At    Position
	Set   bool
}

// Policy is what the files want, all of them together.
type Policy struct {
	Sets    []Set
	Sources []Source // what it was read from, so that it can be kept
	Doubts  Problems // what is doubtful in it, and does not stand in the way

	Generated Generated // makes the secrets of webhooks that are created; see [Policy.Generate]
}

// Set wants some webhooks in some workspaces.
type Set struct {
	At         Position
	Workspaces Selection
	Webhooks   []Wanted
	Override   []Override
}

// Selection says which workspaces a set is about. All that it names must hold.
type Selection struct {
	At     Position
	All    bool
	IDs    Given[[]Given[api.WorkspaceID]]
	Type   Given[api.Text] // "channel", "child", or "regular"
	Filter Given[filter.Workspaces]
}

// Match reports whether the set is about a workspace.
func (s Selection) Match(w api.Workspace) bool {
	if s.IDs.Set && !slices.ContainsFunc(s.IDs.Value, func(id Given[api.WorkspaceID]) bool { return id.Value == w.ID }) {
		return false
	}
	kind := w.Type
	if kind == "" && w.IsChannel() {
		kind = "channel"
	}
	if s.Type.Set && !strings.EqualFold(string(s.Type.Value), string(kind)) {
		return false
	}
	return !s.Filter.Set || s.Filter.Value.Match(filter.NewWorkspace(w))
}

// Override is what is different in one of a set's workspaces. Of each webhook it has
// only what is different; its name, or its id, says which one is meant.
type Override struct {
	Workspace Given[api.WorkspaceID]
	Webhooks  []Wanted
}

// Wanted is what a file says about one webhook.
type Wanted struct {
	At          Position
	ID          Given[api.WebhookID] // it is found by its id where that is given, else by its name
	Name        Given[api.Text]
	Description Given[api.Text]
	URL         Given[Value]
	Descendants Given[bool]
	Status      Given[api.Status]
	Triggers    Given[[]Given[api.Trigger]] // all that it is to have
	Headers     Given[[]Header]             // all that it is to have
	Secret      Given[Secret]
}

// Value is a text, or that the present one stays: of a file that was exported where a
// part of the value is sensitive.
type Value struct {
	Text api.Text
	Keep bool
}

// Header is a header that a webhook is to have.
type Header struct {
	Name  Given[api.Text]
	Value Given[Value]
}

// Secret says where the secret of a webhook comes from; it is never in a file. One of
// its fields is set.
type Secret struct {
	Env      string   // the environment variable that holds it
	Command  []string // prints it
	Generate bool     // one is made when the webhook is created; then it stays
	Keep     bool     // it stays as it is

	Value mask.Secret // of Env and Command, once it was looked up, and of one that was made; else empty
}

// In returns what the set wants of one of its webhooks in a workspace: what it says,
// and over that what it says for this workspace.
func (s *Set) In(workspace api.WorkspaceID, webhook int) Wanted {
	wanted := s.Webhooks[webhook]
	for _, override := range s.Override {
		if override.Workspace.Value != workspace {
			continue
		}
		for _, other := range override.Webhooks {
			if other.means(wanted) {
				return wanted.with(other)
			}
		}
	}
	return wanted
}

// shared is [Set.In] without a copy where nothing is overridden.
func (s *Set) shared(workspace api.WorkspaceID, webhook int) *Wanted {
	if !slices.ContainsFunc(s.Override, func(o Override) bool { return o.Workspace.Value == workspace }) {
		return &s.Webhooks[webhook]
	}
	wanted := s.In(workspace, webhook)
	return &wanted
}

// means reports whether the entry of an override is about a webhook of the set.
func (w Wanted) means(of Wanted) bool {
	if w.ID.Set {
		return of.ID.Set && of.ID.Value == w.ID.Value
	}
	return of.Name.Set && of.Name.Value == w.Name.Value
}

// with puts what another one names in the place of what w has. Name and id stay: they
// say which webhook is meant.
func (w Wanted) with(other Wanted) Wanted {
	w.Description = over(w.Description, other.Description)
	w.URL = over(w.URL, other.URL)
	w.Descendants = over(w.Descendants, other.Descendants)
	w.Status = over(w.Status, other.Status)
	w.Triggers = over(w.Triggers, other.Triggers)
	w.Headers = over(w.Headers, other.Headers)
	w.Secret = over(w.Secret, other.Secret)
	return w
}

func over[T any](one, other Given[T]) Given[T] {
	if other.Set {
		return other
	}
	return one
}
