package state_test

import (
	"testing"
	"time"

	"corotui/api"
)

// TestAGapIsRememberedOnceItIsOver: its start and its end, over restarts, edits, and
// months; until the next one is over, and not if its end was undone.
func TestAGapIsRememberedOnceItIsOver(t *testing.T) {
	t.Parallel()
	m := newMachine(t, api.Disabled)
	began := m.webhook.Updated
	if gap, over := m.gaps.Closed(mine, place, one); over {
		t.Errorf("nothing was seen yet, and %+v is over", gap)
	}
	m.see()
	if _, over := m.gaps.Closed(mine, place, one); over {
		t.Error("it is disabled, and its gap is over")
	}
	m.write(api.Enabled, api.Off{})
	ended := m.webhook.Updated
	check := func(when string, since, until time.Time, latest bool) {
		t.Helper()
		gap, over := m.gaps.Closed(mine, place, one)
		if !over || !gap.Since.Equal(since) || !gap.Until.Equal(until) || gap.Latest != latest || gap.Bound != "" {
			t.Errorf("%s it is %t, %+v; want %s to %s", when, over, gap, since, until)
		}
	}
	check("after the enabling", began, ended, false)
	m.write(api.Enabled, api.Off{}) // an edit
	m.gaps.Flush()
	m.restart()
	m.see()
	check("after an edit and a restart", began, ended, false)
	m.now = m.now.Add(90 * 24 * time.Hour)
	m.write(api.Enabled, api.Off{})
	m.gaps.Flush()
	m.restart()
	check("after months", began, ended, false)

	m.write(api.Disabled, api.Off{})
	second := m.webhook.Updated
	check("while the next one is open", began, ended, false)
	m.write(api.Enabled, api.Off{})
	check("after the second", second, m.webhook.Updated, false)
	m.write(api.Disabled, api.Off{Since: second})
	if gap, over := m.gaps.Closed(mine, place, one); over {
		t.Errorf("the enabling was undone, and %+v is over", gap)
	}
	m.webhook.Status, m.webhook.Updated = api.Enabled, m.now.Add(time.Hour) // by someone else
	m.see()
	check("after someone else enabled it", second, m.webhook.Updated, true)
	m.now = m.now.Add(200 * 24 * time.Hour)
	m.see()
	m.write(api.Enabled, api.Off{})
	m.gaps.Flush()
	m.restart()
	if gap, over := m.gaps.Closed(mine, place, one); over {
		t.Errorf("it is still remembered: %+v", gap)
	}
}

// TestWhoEnablesSaysNothingOfTheTime: the end is then when that was seen.
func TestWhoEnablesSaysNothingOfTheTime(t *testing.T) {
	t.Parallel()
	m := newMachine(t, api.Disabled)
	m.see()
	m.webhook.Status, m.webhook.Updated = api.Enabled, time.Time{}
	m.see()
	if gap, over := m.gaps.Closed(mine, place, one); !over || !gap.Until.Equal(m.now) || !gap.Latest {
		t.Errorf("it is %t, %+v", over, gap)
	}
}
