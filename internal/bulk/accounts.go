package bulk

import (
	"errors"
	"fmt"

	"corotui/api"
	"corotui/internal/history"
)

// Accounts are those that a run may change beside the runner's own. Each is changed
// through its own server and writer, at its own pace, and recorded as its own.
type Accounts interface {
	// Runner is what is done with one of them.
	Runner(account string) (Runner, error)
	// Of returns the account that made a change; empty: the runner's own, or none of these.
	Of(profile, host string) (account string)
}

// side is one of the accounts of a run.
type side struct {
	Runner

	server  limitedServer
	limiter *api.Limiter
	places  []int // of its tasks in the plan, but those that have ended before
	refused error // why nothing is done with it; else nil
}

// sides are the accounts of a plan. The limiter is of the runner's own.
func (r Runner) sides(p *Plan, limiter *api.Limiter) map[string]*side {
	all := make(map[string]*side)
	for place, task := range p.Tasks {
		s := all[task.Account]
		if s == nil {
			s = r.side(task.Account, limiter)
			all[task.Account] = s
		}
		if _, before := p.done[place]; !before {
			s.places = append(s.places, place)
		}
	}
	return all
}

func (r Runner) side(account string, limiter *api.Limiter) *side {
	other, err := r.of(account)
	s := &side{Runner: other, limiter: limiter, refused: err}
	if account != "" {
		s.limiter = other.Limiter
	}
	if s.limiter == nil {
		s.limiter = api.NewLimiter(0)
	}
	if err == nil && other.ReadOnly != "" {
		s.refused = refused(other.ReadOnly)
	}
	s.server = limitedServer{other.Server, s.limiter}
	return s
}

// of is the runner of an account.
func (r Runner) of(account string) (Runner, error) {
	switch {
	case account == "":
		return r, nil
	case r.Others == nil:
		return Runner{Log: r.Log, Who: r.Who}, fmt.Errorf("the profile %s is not worked with here", api.Text(account))
	}
	other, err := r.Others.Runner(account)
	if err != nil {
		other.Log, other.Who = r.Log, r.Who // the result is written down as the run's
	}
	return other, err
}

// by is the account that made a change, and its runner; the runner's own where it was
// made by none that is worked with.
func (r Runner) by(e history.Entry) (account string, runner Runner) {
	if r.Others == nil {
		return "", r
	}
	if account = r.Others.Of(e.Profile, e.Host); account != "" {
		if other, err := r.Others.Runner(account); err == nil {
			return account, other
		}
	}
	return "", r
}

// sideOf is the account of a task.
func (r *run) sideOf(t Task) *side { return r.sides[t.Account] }

func refused(reason string) error {
	return &api.Error{Kind: api.KindRefused, Op: "change webhooks", Err: errors.New(reason)}
}
