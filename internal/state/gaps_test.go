package state_test

import (
	"flag"
	"testing"
	"time"

	"pgregory.net/rapid"

	"corotui/api"
	"corotui/config"
	"corotui/internal/state"
)

var (
	noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	mine = state.Account{Host: "api.example", Client: "me"}
)

const (
	place = api.WorkspaceID("acme_AB12_x")
	one   = api.WebhookID("hook-1")
)

// machine is a server with one webhook, and what a machine remembers of it.
type machine struct {
	now     time.Time
	webhook api.Webhook
	store   *state.Snapshots
	gaps    *state.Gaps
	history map[api.Ref]state.Gap
}

func newMachine(t *testing.T, status api.Status) *machine {
	t.Helper()
	m := &machine{now: noon, store: state.NewSnapshots(config.Paths{Cache: t.TempDir()})}
	m.webhook = api.Webhook{ID: one, Updated: noon.Add(-48 * time.Hour), Fields: api.Fields{Name: "Billing", Status: status}}
	m.restart()
	return m
}

func (m *machine) restart() {
	m.gaps = state.NewGaps(m.store, func() time.Time { return m.now }, func(state.Account) map[api.Ref]state.Gap { return m.history })
}

// see reads the webhook.
func (m *machine) see() api.Webhook {
	m.now = m.now.Add(time.Minute)
	list := []api.Webhook{m.webhook}
	m.gaps.See(mine, place, list)
	return list[0]
}

// write changes the webhook as the program does.
func (m *machine) write(status api.Status, reopens api.Off) api.Webhook {
	before := m.see()
	m.now = m.now.Add(time.Minute)
	m.webhook.Status, m.webhook.Updated = status, m.now
	after := m.see() // it may be read back before the change is recorded
	after.Off = api.StillOff(before, after, reopens, m.now)
	m.gaps.Wrote(mine, place, after)
	m.history = map[api.Ref]state.Gap{}
	if off := after.DisabledSince(); !off.Since.IsZero() {
		m.history[api.Ref{Workspace: place, Webhook: one}] = state.Gap{Off: off, At: m.now}
	}
	return before
}

// TestNothingOfOursMovesAGap: whatever is done with a disabled webhook from here,
// also where a test moves the server's time of the last change, it is disabled since
// the same time; an enabling ends that, and its undo brings it back.
func TestNothingOfOursMovesAGap(t *testing.T) {
	t.Parallel()
	if err := flag.Set("rapid.checks", "30"); err != nil { // each writes files
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		m := newMachine(t, api.Disabled)
		began := m.webhook.Updated
		known := false
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			switch step := rapid.SampledFrom([]string{"see", "edit", "test", "restart", "lose the cache", "enable and undo"}).Draw(r, "step"); step {
			case "see":
				m.see()
			case "edit":
				m.write(api.Disabled, api.Off{})
				known = true
			case "test":
				m.see() // who tests has seen it
				m.gaps.Touched(mine, place, one)
				if rapid.Bool().Draw(r, "moves") {
					m.webhook.Updated = m.now.Add(time.Second)
				}
				known = false
				m.see()
			case "restart":
				m.gaps.Flush()
				m.restart()
			case "lose the cache":
				if known { // a test is in no history
					if err := m.store.Forget(mine); err != nil {
						r.Fatal(err)
					}
					m.restart()
				}
			case "enable and undo":
				before := m.write(api.Enabled, api.Off{})
				if off := m.see().DisabledSince(); !off.Since.IsZero() {
					r.Fatalf("it is enabled, and said to be disabled since %v", off)
				}
				m.write(api.Disabled, before.DisabledSince())
				known = true
			}
			if off := m.see().DisabledSince(); !off.Since.Equal(began) || off.Bound != "" {
				r.Fatalf("it is said to be disabled since %v, %s, and was since %v", off.Since, off.Bound, began)
			}
		}
		m.write(api.Enabled, api.Off{})
		m.write(api.Disabled, api.Off{})
		if off := m.see().DisabledSince(); !off.Since.Equal(m.webhook.Updated) {
			r.Fatalf("after it was enabled it is said to be disabled since %v", off.Since)
		}
	})
}

// TestOthersAreNotOurs: what someone else did leaves it open whether the webhook was
// enabled meanwhile, and what was never known is not said to be.
func TestOthersAreNotOurs(t *testing.T) {
	t.Parallel()
	m := newMachine(t, api.Disabled)
	began := m.webhook.Updated
	m.see()
	m.webhook.Updated = m.now
	if off := m.see().DisabledSince(); off != (api.Off{Since: began, Bound: api.AtMost}) {
		t.Errorf("after another's change it is disabled since %v", off)
	}
	other := newMachine(t, api.Disabled)
	other.webhook.Updated = time.Time{}
	first := other.see().DisabledSince()
	if first.Bound != api.AtLeast || !first.Since.Equal(other.now) {
		t.Errorf("of an unknown start it is said %v at %v", first, other.now)
	}
	other.write(api.Disabled, api.Off{})
	if off := other.see().DisabledSince(); off != first {
		t.Errorf("an edit made %v of %v", off, first)
	}
}

// TestTwoProgramsRemember: what one of them did is no stranger's change to the other.
func TestTwoProgramsRemember(t *testing.T) {
	t.Parallel()
	m := newMachine(t, api.Disabled)
	began := m.webhook.Updated
	m.see()
	m.gaps.Flush()
	first := m.gaps
	m.restart()
	m.write(api.Disabled, api.Off{})
	m.gaps = first
	if off := m.see().DisabledSince(); off != (api.Off{Since: began}) {
		t.Errorf("to the other program it is disabled since %v", off)
	}
}
