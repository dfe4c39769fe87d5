package bulk

import (
	"slices"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// Summary is what the user confirms.
type Summary struct {
	Action     Action
	Tasks      int       // all that are looked at
	Changes    int       // of Tasks: those that are made, as far as was seen
	Webhooks   int       // different ones
	Workspaces int       // in which something is changed
	Refused    []Refusal // of Tasks: those that the rules refuse, by the reason; they are tried, and not written
	NoSecret   int       // of Tasks: the server does not show the secret. A copy is skipped for that; before an update it is asked
	Unchanged  int       // of Tasks: they need nothing, as far as was seen, and are skipped
	Sample     []Sample  // some that do change, field by field and masked
	Inherited  int       // of Webhooks: others are known to inherit them
	Heirs      int       // workspaces that change with them, each counted for each of those
	Limits     []string  // clean sentences: what undo will not bring back
	Typed      bool      // so many that the number must be typed
}

// Refusal is a reason why webhooks cannot become what is asked for, in a sentence.
type Refusal struct {
	Why   string
	Count int
}

// Sample is what becomes of one webhook.
type Sample struct {
	Task   Task
	Deltas []change.Delta
}

// The bounds of [Summary].
const (
	sampleSize = 3
	typedAbove = 100
)

// TestIsSentOnce is one of the limits of a [Summary].
const TestIsSentOnce = "A test is sent once and cannot be undone."

// Summary sums a plan up before it is confirmed on one of the faces.
func (p *Plan) Summary(face history.Face) Summary {
	s := p.summing(face)
	for _, t := range p.Tasks {
		c := p.change(t)
		s.add(t, c, DeltasOf(c))
	}
	return s.end()
}

// summing is a summary that tasks are added to one by one: all the changes of thousands
// would be too much to hold at once.
type summing struct {
	Summary
	plan                 *Plan
	face                 history.Face
	workspaces, webhooks map[api.Ref]bool
}

func (p *Plan) summing(face history.Face) *summing {
	return &summing{
		Summary: Summary{Action: p.Action}, plan: p, face: face, workspaces: make(map[api.Ref]bool), webhooks: make(map[api.Ref]bool),
	}
}

// limit adds what undo will not bring back.
func (s *summing) limit(sentences ...string) {
	for _, sentence := range sentences {
		if !slices.Contains(s.Limits, sentence) {
			s.Limits = append(s.Limits, sentence)
		}
	}
}

// add counts a task: its change, and what that does.
func (s *summing) add(t Task, c change.Change, deltas []change.Delta) {
	kind := s.Action.Kind
	s.Tasks++
	if t.Heirs > 0 && kind != Copy && kind != Test {
		s.Inherited, s.Heirs = s.Inherited+1, s.Heirs+t.Heirs
	}
	named := api.Ref{Account: t.Account, Webhook: t.Webhook.ID}
	if named.Webhook == "" { // it is created
		named.Workspace, named.Webhook = t.Workspace, api.WebhookID(t.Webhook.Name)
	}
	s.webhooks[named] = true
	if kind == Test {
		s.workspaces[api.Ref{Account: t.Account, Workspace: t.Workspace}] = true
		return
	}
	if len(deltas) == 0 && (t.wish == nil || !t.unread) {
		s.Unchanged++
		return
	}
	if s.refuses(c) {
		return
	}
	if s.plan.lacksSecret(c) {
		s.NoSecret++
		if _, creates := c.(change.Create); creates && kind != Undo {
			return
		}
	}
	s.workspaces[api.Ref{Account: t.Account, Workspace: t.where()}] = true
	if t.undo != nil {
		s.limit(t.undo.Limits...)
	} else {
		s.limit(s.face.Limits(c)...)
	}
	if len(s.Sample) < sampleSize {
		s.Sample = append(s.Sample, Sample{t, deltas})
	}
}

// end is the summary of all that was added.
func (s *summing) end() Summary {
	s.Webhooks, s.Workspaces, s.Changes = len(s.webhooks), len(s.workspaces), s.Tasks-s.Unchanged
	for _, refusal := range s.Refused {
		s.Changes -= refusal.Count
	}
	if s.Action.Kind == Copy {
		s.Changes -= s.NoSecret
	}
	s.Typed = s.Changes > typedAbove
	if s.Action.Kind == Test || s.Action.Kind == EnableIfDelivered {
		s.limit(TestIsSentOnce)
	}
	return s.Summary
}

// refuses counts a change that the rules refuse.
func (s *Summary) refuses(c change.Change) bool {
	goal, has := goalOf(c)
	if !has || goal.Err() == nil {
		return false
	}
	why := goal.Err().Error()
	at := slices.IndexFunc(s.Refused, func(r Refusal) bool { return r.Why == why })
	if at < 0 {
		s.Refused, at = append(s.Refused, Refusal{Why: why}), len(s.Refused)
	}
	s.Refused[at].Count++
	return true
}
