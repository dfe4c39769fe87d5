package list_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/ui/list"
)

// roomTest is a table, how long the values of its rows get, and what it shows at 80 columns.
type roomTest struct {
	name                 string
	fleet                bool
	profiles             []string
	names, spaces, hosts int
	absolute, scrolled   bool
	standard             []string
}

// table returns the table at 80 columns, and its height.
func (test roomTest) table() (m list.Model, height int) {
	long := func(word string, length int) string {
		length = max(1, length)
		return strings.Repeat(word, length/len(word)+1)[:length]
	}
	m, height = list.New(env()), 20
	if test.fleet {
		m = list.NewFleet(env())
	}
	if test.scrolled {
		height = 8
	}
	m.SetProfiles(test.profiles)
	m.SetAbsolute(test.absolute)
	var items []list.Item
	for i := range 12 {
		it := item(fmt.Sprint(i), long("Name", test.names-i%7), api.Enabled, time.Hour)
		it.WorkspaceName = long("Space", test.spaces-i%5)
		it.Webhook.URL = api.Text("https://" + long("host-", test.hosts-len(".example")-i%6) + "x.example/")
		if len(test.profiles) > 0 {
			it.Profile = test.profiles[i%2]
		}
		items = append(items, it)
	}
	m.SetSize(80, height)
	m.Load(items, now)
	return m, height
}

// TestMoreRoomNeverShowsLess: a wider table has every column that a narrower one has, and
// no value is shown with less than at 80 columns. With enough room all are whole.
func TestMoreRoomNeverShowsLess(t *testing.T) {
	t.Parallel()
	list, fleet := []string{"STATUS", "NAME", "HOST", "TRIGGERS", "UPDATED"}, []string{"STATUS", "WORKSPACE", "NAME", "HOST", "UPDATED"}
	all := []string{"STATUS", "PROFILE", "WORKSPACE", "NAME"}
	for _, test := range []roomTest{
		{name: "list", names: 60, hosts: 50, standard: list},
		{name: "short list", names: 9, hosts: 11, scrolled: true, standard: list},
		{name: "list with dates", names: 9, hosts: 50, absolute: true, standard: list},
		{name: "fleet", fleet: true, names: 40, spaces: 30, hosts: 40, scrolled: true, standard: fleet},
		{name: "short fleet", fleet: true, names: 12, spaces: 8, hosts: 40, standard: fleet},
		{name: "accounts", fleet: true, profiles: []string{"acme", "northern-managed-services"}, names: 40, spaces: 30, hosts: 40, standard: all},
		{name: "short accounts", fleet: true, profiles: []string{"us", "eu"}, names: 40, spaces: 8, hosts: 20, standard: all},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m, height := test.table()
			standard, every := shownCells(m), shownAt(m, 240, height)
			for _, title := range test.standard {
				if standard[title] == nil {
					t.Errorf("80 columns have no %s", title)
				}
			}
			before := standard
			for width := 81; width <= 240; width++ {
				m.SetSize(width, height)
				wider := shownCells(m)
				noLess(t, width, standard, wider)
				for title := range before {
					if wider[title] == nil {
						t.Errorf("%d columns have no %s any more", width, title)
					}
				}
				if width >= m.Full() && len(wider) != len(every) {
					t.Errorf("%d columns do not show every column: %v", width, slices.Sorted(maps.Keys(wider)))
				}
				if width >= m.Need() && strings.Contains(m.View(), "…") {
					t.Errorf("%d columns cut something:\n%s", width, ansi.Strip(m.View()))
				}
				before = wider
			}
		})
	}
}

// noLess compares what is shown of each value with what 80 columns show.
func noLess(t *testing.T, width int, standard, wider map[string][]string) {
	t.Helper()
	for title, values := range standard {
		for at, value := range values {
			if len(wider[title]) <= at || letters(wider[title][at]) < letters(value) {
				t.Errorf("%d columns show less of %s %q than 80: %q", width, title, value, wider[title])
			}
		}
	}
}

func shownAt(m list.Model, width, height int) map[string][]string {
	m.SetSize(width, height)
	return shownCells(m)
}

// letters is how much of a value a cell shows.
func letters(cell string) int { return len([]rune(strings.ReplaceAll(cell, "…", ""))) }

// shownCells are the values of a table of ASCII text by the titles above them.
func shownCells(m list.Model) map[string][]string {
	lines := strings.Split(ansi.Strip(m.View()), "\n")
	titles := lines[0]
	found := make(map[string][]string)
	for title := range strings.FieldsSeq(titles) {
		at := len([]rune(titles[:strings.Index(titles, title)]))
		word := strings.TrimRight(title, "↓↑")
		for _, line := range lines[1 : len(lines)-1] {
			row := []rune(line)
			if len(row) <= at {
				continue
			}
			end := at
			for end < len(row) && row[end] != ' ' {
				end++
			}
			found[word] = append(found[word], strings.Trim(string(row[at:end]), " "))
		}
	}
	return found
}

// TestACutHostShowsWhatItDiffersIn: where hosts begin and end alike their ends would say
// nothing, so the part between is shown, of each in the same column of the table if it can be.
func TestACutHostShowsWhatItDiffersIn(t *testing.T) {
	t.Parallel()
	for name, hosts := range map[string][]string{
		"start":  {"alpha.hooks.integrations.customers.example", "beta.hooks.integrations.customers.example"},
		"end":    {"hooks.integrations.customers.eu.example", "hooks.integrations.customers.us.example", "hooks.integrations.customers.ca.example"},
		"middle": {"hooks.integrations.alpha.customers.example", "hooks.integrations.beta.customers.example", "hooks.integrations.gamma.customers.example"},
		"two places": {
			"hooks.integrations.alpha.customers.one.acme.example", "hooks.integrations.alpha.customers.two.acme.example",
			"hooks.integrations.betas.customers.one.acme.example", "hooks.interventions.betas.customers.one.acme.example",
		},
		"length": {"hooks.integrations-production-1.customers.example", "hooks.integrations-production-11.customers.example"},
		"wide":   {"フック.インテグレーション.東京.customers.example", "フック.インテグレーション.大阪.customers.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var items []list.Item
			for i, host := range append(hosts, "other.example") {
				it := item(fmt.Sprint(i), strings.Repeat("long name ", 9), api.Enabled, time.Hour)
				it.Webhook.URL = api.Text("https://" + host + "/")
				items = append(items, it)
			}
			m := loaded(t, items, 80, 12)
			for width := 60; width < 90; width += 5 {
				m.SetSize(width, 12)
				lines := strings.Split(ansi.Strip(m.View()), "\n")
				at := ansi.StringWidth(lines[0][:strings.Index(lines[0], "HOST")])
				seen := make(map[string]bool)
				for _, line := range lines[1 : 2+len(hosts)] {
					shown, _, _ := strings.Cut(ansi.Cut(line, at, ansi.StringWidth(line)), " ")
					if seen[shown] {
						t.Errorf("at %d columns two hosts look like %s:\n%s", width, shown, strings.Join(lines, "\n"))
					}
					seen[shown] = true
				}
			}
		})
	}
}
