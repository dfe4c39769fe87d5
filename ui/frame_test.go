package ui

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/change"
	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// service is an API with these webhooks in every workspace.
type service struct{ webhooks []api.Webhook }

func (s service) Workspaces(context.Context, api.WorkspaceID) ([]api.Workspace, error) {
	return []api.Workspace{{ID: "north", DisplayName: "Northwind"}}, nil
}

func (s service) Workspace(_ context.Context, id api.WorkspaceID) (api.Workspace, error) {
	return api.Workspace{ID: id, DisplayName: "Acme Channel", Type: "CHANNEL"}, nil
}

func (s service) Webhooks(context.Context, api.WorkspaceID) ([]api.Webhook, error) {
	return s.webhooks, nil
}

func (s service) TestWebhook(context.Context, api.WorkspaceID, api.WebhookID) (api.TestResult, error) {
	return api.TestResult{}, errors.New("not in this test")
}

// writer makes every change as it is wanted, and remembers them.
type writer struct{ changes []change.Change }

func (w *writer) Do(_ context.Context, c change.Change) change.Outcome {
	w.changes = append(w.changes, c)
	update, ok := c.(change.Update)
	if !ok {
		return change.Outcome{Kind: change.Done}
	}
	now := update.Base
	now.Fields = update.Goal.Fields()
	return change.Outcome{Kind: change.Done, Now: &now}
}

var testNow = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func testEnv() screen.Env {
	return screen.Env{
		Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.None, false), Now: func() time.Time { return testNow },
	}
}

func threeWebhooks() []api.Webhook {
	webhooks := make([]api.Webhook, 0, 3)
	for i, name := range []api.Text{"Usage", "Billing", "Tickets"} {
		webhooks = append(webhooks, api.Webhook{
			ID: api.WebhookID([]string{"a", "b", "c"}[i]), Updated: testNow.Add(-time.Duration(i) * time.Hour), Fields: api.Fields{
				Name: name, URL: "https://hooks.example/in", Status: api.Enabled, Secret: api.GivenSecret("s3cret"),
				Triggers: []api.Trigger{"workspace-created", "workspace-deleted", "workspace-updated", "user-created"},
			},
		})
	}
	return webhooks
}

// started is the program with three webhooks in its list, the cursor on the second, in a
// terminal of 80x24. It is run without one, in the time of a test of package synctest.
func started(t *testing.T, changes ...func(*Options)) Model {
	t.Helper()
	opts := Options{
		Keys: keys.Default(), Theme: theme.None, Workspace: "acme", Where: func() account.Where { return account.Where{} },
		Now: func() time.Time { return testNow }, Service: service{threeWebhooks()}, Writer: new(writer),
	}
	for _, change := range changes {
		change(&opts)
	}
	m := New(opts)
	m = run(t, send(t, m, tea.WindowSizeMsg{Width: 80, Height: 24}), m.Init())
	return send(t, m, tea.KeyPressMsg{Code: tea.KeyDown})
}

// send gives the program messages, and does what follows from each.
func send(t *testing.T, m Model, messages ...tea.Msg) Model {
	t.Helper()
	for _, message := range messages {
		next, cmd := m.Update(message)
		own, ok := next.(Model)
		if !ok {
			t.Fatalf("the program is a %T now", next)
		}
		m = run(t, own, cmd)
	}
	return m
}

// run does a command, and gives the program its answers.
func run(t *testing.T, m Model, cmd tea.Cmd) Model {
	t.Helper()
	if cmd == nil {
		return m
	}
	message := cmd()
	if message == nil {
		return m
	}
	if list := reflect.ValueOf(message); list.Kind() == reflect.Slice && list.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		for i := range list.Len() {
			m = run(t, m, list.Index(i).Interface().(tea.Cmd)) //nolint:forcetypeassert // as its type says
		}
		return m
	}
	if _, ended := message.(tea.QuitMsg); ended {
		return m
	}
	return send(t, m, message)
}

func typed(text string) tea.KeyPressMsg { return tea.KeyPressMsg{Code: []rune(text)[0], Text: text} }

func (m Model) text() string { return ansi.Strip(m.View().Content) }

func (m Model) shows(t *testing.T, want ...string) {
	t.Helper()
	for _, part := range want {
		if !strings.Contains(m.text(), part) {
			t.Fatalf("%q is not shown:\n%s", part, m.text())
		}
	}
}

// note is a page that remembers what it was told.
type note struct {
	got           *[]string
	name          string
	width, height int
	light         bool
	typing        bool
}

func (n note) Init() tea.Cmd { return nil }

func (n note) Update(message tea.Msg) (note, tea.Cmd) {
	switch message := message.(type) {
	case tea.KeyPressMsg:
		*n.got = append(*n.got, n.name+" "+message.String())
	case string:
		*n.got = append(*n.got, n.name+" "+message)
	}
	return n, nil
}

func (n note) View() string               { return "page " + n.name }
func (n note) ShortHelp() []keys.Hint     { return []keys.Hint{{Key: "z", Text: "of " + n.name}} }
func (n note) TakingText() bool           { return n.typing }
func (n note) Cursor() *tea.Cursor        { return tea.NewCursor(2, 3) }
func (n *note) SetSize(width, height int) { n.width, n.height = width, height }
func (n *note) SetTheme(theme.Theme)      { n.light = true }

// TestPages: a page is shown from push to pop, typed keys are for the one on top, and
// any other message for all.
func TestPages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []string
		m := started(t)
		left := func() tea.Cmd { return func() tea.Msg { return screen.StatusMsg{Text: "one was left"} } }
		m.frame.Push(screen.NewPage(note{got: &got, name: "one"}), left)
		m = send(t, m, typed("z"))
		m.shows(t, "page one", "z of one")
		if at := m.View().Cursor; at == nil || at.X != 2 || at.Y != 3+headerRows {
			t.Errorf("the cursor is at %+v", at)
		}
		m.frame.Push(screen.NewPage(note{got: &got, name: "two", typing: true}), nil)
		m = send(t, m, typed("q"), "an answer")
		m.shows(t, "page two")
		m = send(t, m, screen.BackMsg{})
		m.shows(t, "page one")
		m = send(t, m, screen.BackMsg{})
		m.shows(t, "Billing", "one was left")
		if want := []string{"one z", "two q", "one an answer", "two an answer"}; !slices.Equal(got, want) {
			t.Errorf("the pages got %q, want %q", got, want)
		}
		if m = send(t, m, screen.BackMsg{}); len(m.stack) != 1 {
			t.Errorf("%d pages are left", len(m.stack))
		}
	})
}

// TestSizeAndThemeReachEveryPage, also those below others.
func TestSizeAndThemeReachEveryPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []string
		m := started(t, func(o *Options) { o.AutoTheme = true })
		m.frame.Push(screen.NewPage(note{got: &got, name: "one"}), nil)
		m.frame.Push(screen.NewPage(note{got: &got, name: "two"}), nil)
		m = send(t, m, tea.WindowSizeMsg{Width: 100, Height: 30}, tea.BackgroundColorMsg{Color: white{}})
		for _, o := range m.stack[1:] {
			n, ok := screen.As[note](o.page)
			if !ok || n.width != 100 || n.height != 25 || !n.light {
				t.Errorf("the page %s has %dx%d, light %v", n.name, n.width, n.height, n.light)
			}
		}
	})
}

// white is a background color.
type white struct{}

func (white) RGBA() (r, g, b, a uint32) { return 0xffff, 0xffff, 0xffff, 0xffff }

// TestTheModelBeforeStaysWhole: a crash finds the pages as they were.
func TestTheModelBeforeStaysWhole(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []string
		m := started(t)
		m.frame.Push(screen.NewPage(note{got: &got, name: "one"}), nil)
		before := send(t, m, typed("z"))
		page := before.stack[1].page
		send(t, before, tea.WindowSizeMsg{Width: 100, Height: 30}, screen.BackMsg{})
		if len(before.stack) != 2 || before.stack[1].page != page {
			t.Errorf("the stack before has %d pages", len(before.stack))
		}
	})
}

// TestBoxes: a question has the keys, and the page below has them again once it is
// answered. What is asked meanwhile waits.
func TestBoxes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []string
		m := started(t)
		m.frame.Push(screen.NewPage(note{got: &got, name: "one"}), nil)
		for _, title := range []string{"First?", "Second?"} {
			q := dialog.Question{Title: title, Choices: []string{"keep", "go"}}
			m.frame.Ask(dialog.NewConfirm(m.frame.env, q, func(int) tea.Cmd {
				got = append(got, title)
				return nil
			}))
		}
		m = send(t, m, "an answer")
		m.shows(t, "First?")
		if m.View().Cursor != nil {
			t.Error("the page's cursor shows beside a question")
		}
		m = send(t, m, typed("y"))
		m.shows(t, "Second?")
		m = send(t, m, typed("y"), typed("z"))
		if want := []string{"one an answer", "First?", "Second?", "one z"}; !slices.Equal(got, want) {
			t.Errorf("in this order came %q, want %q", got, want)
		}
	})
}

// TestInterruptMeansOneThing: ctrl+c ends the program wherever it is pressed.
func TestInterruptMeansOneThing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []string
		for name, open := range map[string]func(Model){
			"the list":   func(Model) {},
			"a page":     func(m Model) { m.frame.Push(screen.NewPage(note{got: &got, typing: true}), nil) },
			"a question": func(m Model) { m.frame.Ask(dialog.NewReport(m.frame.env, "Report", nil)) },
		} {
			m := started(t)
			open(m)
			_, cmd := m.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
			if cmd == nil {
				t.Errorf("on %s nothing follows", name)
			} else if _, quits := cmd().(tea.QuitMsg); !quits {
				t.Errorf("on %s something else follows", name)
			}
		}
	})
}

// TestSpaceWritesAtOnce: the row says so before the answer, and shows what came of it.
func TestSpaceWritesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		made := new(writer)
		m := started(t, func(o *Options) { o.Writer = made })
		next, cmd := m.Update(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
		m, _ = next.(Model)
		m.shows(t, "saving")
		m = run(t, m, cmd)
		m.shows(t, `Disabled "Billing"`, "off")
		if len(made.changes) != 1 {
			t.Errorf("%d changes were made", len(made.changes))
		}
		if update, ok := made.changes[0].(change.Update); !ok || update.Base.Name != "Billing" || update.Goal.Fields().Status.On() {
			t.Errorf("the change was %+v", made.changes[0])
		}
	})
}
