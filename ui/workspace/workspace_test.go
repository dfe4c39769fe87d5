package workspace_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/api"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
	"corotui/ui/workspace"
)

// finder answers with what it holds, and counts.
type finder struct {
	workspaces []api.Workspace
	err        error
	asked      int
}

func (f *finder) Workspaces(context.Context, api.WorkspaceID) ([]api.Workspace, error) {
	f.asked++
	return f.workspaces, f.err
}

// asking finds nothing, and shows the context that it is asked with.
type asking func(context.Context)

func (a asking) Workspaces(ctx context.Context, _ api.WorkspaceID) ([]api.Workspace, error) {
	a(ctx)
	return nil, nil
}

func acme() []api.Workspace {
	return []api.Workspace{
		{ID: "lakeside_EF56_x", DisplayName: "Lakeside Law", Parent: "acme_AB12_c", Domain: "lakeside.example"},
		{ID: "acme_AB12_c", DisplayName: "Acme Channel", Type: "channel", Domain: "acme.example"},
		{ID: "north_CD34_x", DisplayName: "Northwind Dental", Parent: "east_GH78_c", Domain: "northwind.example"},
		{ID: "east_GH78_c", DisplayName: "East branch", Type: "channel", Parent: "acme_AB12_c"},
		{ID: "orphan_IJ90_x", DisplayName: "Orphan\x1b[2J\u202e", Parent: "gone"},
	}
}

func env() screen.Env {
	return screen.Env{Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.Dark, false)}
}

// open returns a picker of the size whose request has been answered.
func open(t *testing.T, f *finder, start workspace.Start, width, height int) workspace.Model {
	t.Helper()
	if start.Channel.ID == "" {
		start.Channel.ID = "acme_AB12_c"
	}
	start.Host = "api.example"
	m := workspace.New(env(), f, start)
	m.SetSize(width, height)
	return run(m, m.Init())
}

// run feeds a command's messages back, those of a batch too, but not ticks.
func run(m workspace.Model, cmd tea.Cmd) workspace.Model {
	if cmd == nil {
		return m
	}
	batch, ok := cmd().(tea.BatchMsg)
	if !ok {
		return m
	}
	m, _ = m.Update(batch[0]())
	return m
}

func send(m workspace.Model, names ...string) (workspace.Model, tea.Msg) {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
	}
	var cmd tea.Cmd
	for _, name := range names {
		if press, ok := special[name]; ok {
			m, cmd = m.Update(press)
			continue
		}
		for _, r := range name {
			m, _ = m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		cmd = nil
	}
	if cmd == nil {
		return m, nil
	}
	return m, cmd()
}

func opened(t *testing.T, got tea.Msg) api.WorkspaceID {
	t.Helper()
	choice, ok := got.(screen.OpenWorkspaceMsg)
	if !ok {
		t.Fatalf("nothing was opened, but %T came", got)
	}
	return choice.Workspace.ID
}

func TestViews(t *testing.T) {
	t.Parallel()
	states := map[string]func(*testing.T, int, int) workspace.Model{
		"tree": func(t *testing.T, w, h int) workspace.Model {
			t.Helper()
			return open(t, &finder{workspaces: acme()}, workspace.Start{Current: "east_GH78_c"}, w, h)
		},
		"recent": func(t *testing.T, w, h int) workspace.Model {
			t.Helper()
			return open(t, &finder{workspaces: acme()}, workspace.Start{
				Current: "east_GH78_c", Recent: []api.WorkspaceID{"east_GH78_c", "north_CD34_x", "unknown"},
			}, w, h)
		},
		"filtered": func(t *testing.T, w, h int) workspace.Model {
			t.Helper()
			m, _ := send(open(t, &finder{workspaces: acme()}, workspace.Start{}, w, h), "nwd")
			return m
		},
		"failed": func(t *testing.T, w, h int) workspace.Model {
			t.Helper()
			return open(t, &finder{err: errors.New("api.example did not answer in 10 s")}, workspace.Start{}, w, h)
		},
		"empty": func(t *testing.T, w, h int) workspace.Model {
			t.Helper()
			m := workspace.New(env(), &finder{}, workspace.Start{})
			m.SetSize(w, h)
			return m
		},
	}
	for name, state := range states {
		for _, size := range [][2]int{{60, 10}, {80, 19}, {120, 40}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				golden.RequireEqual(t, []byte(ansi.Strip(state(t, size[0], size[1]).View())))
			})
		}
	}
}

func TestTheCurrentOneIsUnderTheCursor(t *testing.T) {
	t.Parallel()
	m := open(t, &finder{workspaces: acme()}, workspace.Start{Current: "lakeside_EF56_x"}, 80, 19)
	_, got := send(m, "enter")
	if id := opened(t, got); id != "lakeside_EF56_x" {
		t.Errorf("enter opened %q", id)
	}
}

// TestTypedBeforeTheAnswer types while the workspaces are still asked for: what
// enter opens then must not depend on how fast the server is.
func TestTypedBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	start := workspace.Start{Channel: acme()[1], Current: "acme_AB12_c", Host: "api.example"}
	for name, keys := range map[string][]string{"best match": {"l"}, "an id": {"zz_99_q"}} {
		f := &finder{workspaces: acme()}
		early := workspace.New(env(), f, start)
		early.SetSize(80, 19)
		answer := early.Init()
		early, _ = send(early, keys...)
		early = run(early, answer)
		late, _ := send(open(t, f, start, 80, 19), keys...)
		_, gotEarly := send(early, "enter")
		_, gotLate := send(late, "enter")
		if opened(t, gotEarly) != opened(t, gotLate) {
			t.Errorf("%s: typed early opened %q, typed late %q", name, opened(t, gotEarly), opened(t, gotLate))
		}
	}
	// Whoever went down to the row of the typed id stays there.
	f := &finder{workspaces: acme()[:2]}
	m, _ := send(open(t, f, start, 80, 19), "lake", "down", "down", "down")
	f.workspaces = acme()
	m, cmd := m.Update(tea.KeyPressMsg{Code: 'r', Mod: tea.ModCtrl})
	if _, got := send(run(m, cmd), "enter"); opened(t, got) != "lake" {
		t.Errorf("an answer moved the cursor from the typed id to %q", opened(t, got))
	}
}

func TestTypingNarrowsByNameDomainAndID(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]api.WorkspaceID{
		"lakeside law": "lakeside_EF56_x", "northwind.ex": "north_CD34_x", "GH78": "east_GH78_c",
	} {
		_, got := send(open(t, &finder{workspaces: acme()}, workspace.Start{}, 80, 19), typed, "enter")
		if id := opened(t, got); id != want {
			t.Errorf("%q opened %q, want %q", typed, id, want)
		}
	}
}

func TestAnIDCanBeTypedByHand(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]*finder{
		"unlisted": {workspaces: acme()}, "only the channel": {}, "failed": {err: errors.New("refused")},
	} {
		_, got := send(open(t, f, workspace.Start{}, 80, 19), "zz_99_q", "enter")
		if id := opened(t, got); id != "zz_99_q" {
			t.Errorf("%s: opened %q", name, id)
		}
	}
	// An id that also looks like a name can be chosen with the last row.
	_, got := send(open(t, &finder{workspaces: acme()}, workspace.Start{}, 80, 19), "acme", "down", "down", "down", "down", "down", "down", "enter")
	if id := opened(t, got); id != "acme" {
		t.Errorf("the last row opened %q", id)
	}
}

func TestAnIDThatIsNotListedIsNotTakenForAName(t *testing.T) {
	t.Parallel()
	f := &finder{workspaces: acme()}
	// Every letter of it stands somewhere in "northwind.example north_CD34_x".
	_, got := send(open(t, f, workspace.Start{}, 80, 19), "nor_D_x", "enter")
	if id := opened(t, got); id != "nor_D_x" {
		t.Errorf("a typed id opened %q", id)
	}
	// An exact one wins over a better match, and is not offered twice.
	f.workspaces = append(acme(), api.Workspace{ID: "law", DisplayName: "Zebra"})
	m, got := send(open(t, f, workspace.Start{}, 80, 19), "law", "enter")
	if id := opened(t, got); id != "law" {
		t.Errorf("an exact id opened %q", id)
	}
	if view := ansi.Strip(m.View()); strings.Contains(view, "open workspace id") {
		t.Errorf("a listed id is offered as one that is not:\n%s", view)
	}
}

func TestWhatHasNoIDCannotBeChosen(t *testing.T) {
	t.Parallel()
	m := open(t, &finder{workspaces: append(acme(), api.Workspace{DisplayName: "Nameless"})}, workspace.Start{}, 80, 19)
	if view := ansi.Strip(m.View()); strings.Contains(view, "Nameless") || !strings.Contains(view, "5 workspaces") {
		t.Errorf("a workspace without an id is a choice:\n%s", view)
	}
}

func TestTheCursorGoesFromMatchToMatch(t *testing.T) {
	t.Parallel()
	m, _ := send(open(t, &finder{workspaces: acme()}, workspace.Start{}, 80, 19), "a.example")
	for _, step := range []struct {
		press string
		want  api.WorkspaceID
	}{{"up", "acme_AB12_c"}, {"up", "acme_AB12_c"}, {"down", "lakeside_EF56_x"}, {"down", "north_CD34_x"}, {"up", "lakeside_EF56_x"}} {
		var got tea.Msg
		m, _ = send(m, step.press)
		if _, got = send(m, "enter"); opened(t, got) != step.want {
			t.Fatalf("%s went to %q, want %q:\n%s", step.press, opened(t, got), step.want, ansi.Strip(m.View()))
		}
	}
	m, _ = send(open(t, &finder{workspaces: acme()}, workspace.Start{}, 80, 19), "nwd", "up", "up")
	if _, got := send(m, "enter"); opened(t, got) != "north_CD34_x" {
		t.Errorf("up from the only match opened %q", opened(t, got))
	}
}

func TestOpeningEndsTheSearch(t *testing.T) {
	t.Parallel()
	for _, pressed := range [][]string{{"zz_99_q", "enter"}, {"esc"}, {"down", "enter"}} {
		var asked context.Context
		m := workspace.New(env(), asking(func(ctx context.Context) { asked = ctx }), workspace.Start{Known: acme()[:3], Channel: acme()[1]})
		m.SetSize(80, 19)
		m, cmd := m.Update(tea.KeyPressMsg{Code: 'r', Mod: tea.ModCtrl})
		run(m, cmd)
		if asked.Err() != nil {
			t.Fatal("the search ended by itself")
		}
		if send(m, pressed...); asked.Err() == nil {
			t.Errorf("%q: the search goes on", pressed)
		}
	}
}

func TestEscClearsThenLeaves(t *testing.T) {
	t.Parallel()
	m, got := send(open(t, &finder{workspaces: acme()}, workspace.Start{}, 80, 19), "law", "esc")
	if got != nil {
		t.Fatalf("the first esc sent %T", got)
	}
	if _, got = send(m, "esc"); got != (screen.BackMsg{}) {
		t.Errorf("the second esc sent %T", got)
	}
}

func TestAnOldAnswerIsDropped(t *testing.T) {
	t.Parallel()
	f := &finder{workspaces: acme()[:1]}
	m := workspace.New(env(), f, workspace.Start{Channel: api.Workspace{ID: "acme_AB12_c"}})
	m.SetSize(80, 19)
	old := m.Init()
	again, cmd := m.Update(tea.KeyPressMsg{Code: 'r', Mod: tea.ModCtrl})
	f.workspaces = acme()
	again = run(again, cmd)
	f.workspaces = nil
	again = run(again, old)
	if view := ansi.Strip(again.View()); !strings.Contains(view, "5 workspaces") {
		t.Errorf("the first request's answer replaced the second's:\n%s", view)
	}
}

func TestCirclesAndOrphansAreShownOnce(t *testing.T) {
	t.Parallel()
	f := &finder{workspaces: []api.Workspace{
		{ID: "a", DisplayName: "Anna", Parent: "b"}, {ID: "b", DisplayName: "Bert", Parent: "a"}, {ID: "c", DisplayName: "Carl", Parent: "c"},
	}}
	view := ansi.Strip(open(t, f, workspace.Start{}, 80, 19).View())
	for _, name := range []string{"Anna", "Bert", "Carl"} {
		if got := strings.Count(view, name); got != 1 {
			t.Errorf("%s is shown %d times:\n%s", name, got, view)
		}
	}
}

func TestAnySize(t *testing.T) {
	t.Parallel()
	for width := 1; width < 140; width += 7 {
		for _, height := range []int{1, 2, 3, 5, 19} {
			m, _ := send(open(t, &finder{workspaces: acme()}, workspace.Start{}, width, height), "a")
			lines := strings.Split(m.View(), "\n")
			if len(lines) > height {
				t.Fatalf("%dx%d: %d lines", width, height, len(lines))
			}
			for _, line := range lines {
				if got := ansi.StringWidth(line); got > width {
					t.Fatalf("%dx%d: a line of %d cells", width, height, got)
				}
			}
		}
	}
}

func BenchmarkFilter5000(b *testing.B) {
	var many []api.Workspace
	for i := range 5_000 {
		many = append(many, api.Workspace{ID: api.WorkspaceID(fmt.Sprintf("client%d_x", i)), DisplayName: api.Text(fmt.Sprintf("Client number %d", i)), Parent: "acme"})
	}
	m := workspace.New(env(), &finder{}, workspace.Start{Channel: api.Workspace{ID: "acme"}, Known: many})
	m.SetSize(80, 19)
	for b.Loop() {
		send(m, "cl499")
	}
}

// TestTheLanguageOfTheFilter: fields, exclusion and both forms of a name are those
// of every filter, and a field that there is not is said at once.
func TestTheLanguageOfTheFilter(t *testing.T) {
	t.Parallel()
	all := append(acme(), api.Workspace{ID: "mue_KL12_x", DisplayName: "Mu\u0308ller", Domain: "xn--mller-kva.example", Type: "child"})
	for typed, want := range map[string]api.WorkspaceID{
		"MÜLLER": "mue_KL12_x", "domain:müller": "mue_KL12_x", "name:north": "north_CD34_x", "type:channel -acme": "east_GH78_c",
		"dental north": "north_CD34_x", "-type:channel lake": "lakeside_EF56_x",
	} {
		_, got := send(open(t, &finder{workspaces: all}, workspace.Start{}, 80, 19), typed, "enter")
		if id := opened(t, got); id != want {
			t.Errorf("%q opened %q, want %q", typed, id, want)
		}
	}
	m, got := send(open(t, &finder{workspaces: all}, workspace.Start{}, 80, 19), "host:acme", "enter")
	if view := ansi.Strip(m.View()); got != nil || !strings.Contains(view, `no field "host"`) || !strings.Contains(view, "domain: type:") {
		t.Errorf("an unknown field chose %v, and shows\n%s", got, view)
	}
	if m, _ = send(m, "esc"); strings.Contains(m.View(), "no field") {
		t.Error("esc left the sentence")
	}
}
