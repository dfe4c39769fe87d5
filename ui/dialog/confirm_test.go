package dialog_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

func env(ascii bool) screen.Env {
	return screen.Env{Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.None, ascii)}
}

func deletion() dialog.Question {
	return dialog.Question{
		Title:   `Delete "新規ワークスペース通知"?`,
		Lines:   []string{"in Acme Channel", "https://notify.example.jp/in", "", "Coro stops sending to it at once."},
		Choices: []string{"cancel", "delete"},
	}
}

func bulk() dialog.Question {
	return dialog.Question{
		Title:         "Enable 161 webhooks in 58 workspaces?",
		Lines:         []string{`4 of them are hidden by the filter "quick".`, "Each webhook is re-read first; any that someone else changed is skipped and listed."},
		Choices:       []string{"cancel", "enable 161"},
		TypeToConfirm: "161",
	}
}

func copying() dialog.Question {
	return dialog.Question{Title: "Copy what?", Choices: []string{"id", "URL", "JSON", "curl"}, Menu: true}
}

func draft() dialog.Question {
	return dialog.Question{
		Title: "Go on with the unsaved form?", Lines: []string{"It was kept when the program had to end."},
		Choices: []string{"resume", "later", "discard"},
	}
}

func long() dialog.Question {
	q := dialog.Question{Title: "Test of a webhook", Choices: []string{"close"}}
	for i := range 30 {
		q.Lines = append(q.Lines, fmt.Sprintf("line %d of the answer", i+1))
	}
	return q
}

// asked is a box and the answer to it.
type asked struct {
	screen.Box
	choice *int
}

func ask(env screen.Env, q dialog.Question) asked {
	choice := none
	box := dialog.NewConfirm(env, q, func(answer int) tea.Cmd {
		choice = answer
		return nil
	})
	return asked{box, &choice}
}

func open(q dialog.Question, width, height int) asked {
	m := ask(env(false), q)
	m.Box, _ = m.SetSize(width, height).Init(false)
	return m
}

var special = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"tab": {Code: tea.KeyTab}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp}, "backspace": {Code: tea.KeyBackspace},
	"pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp},
}

// grace waits for the end of a box's grace, and returns the message that says so.
func (m asked) grace() tea.Msg {
	_, cmd := m.Init(false)
	return cmd()
}

// none says that no answer came.
const none = -2

// send presses keys until one is answered, and returns the answer.
func send(m asked, names ...string) (asked, int) {
	*m.choice = none
	for _, name := range names {
		press, ok := special[name]
		if !ok {
			press = tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
		}
		var then screen.Then
		if m.Box, _, then = m.Update(press); then != nil {
			then()
			return m, *m.choice
		}
	}
	return m, none
}

func TestKeysAnswer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		question dialog.Question
		keys     string
		want     int
	}{
		"enter takes the harmless one":  {deletion(), "enter", 0},
		"right and enter":               {deletion(), "right enter", 1},
		"tab goes round":                {deletion(), "tab tab enter", 0},
		"left goes round":               {deletion(), "left enter", 1},
		"vi keys":                       {deletion(), "l enter", 1},
		"esc":                           {deletion(), "esc", -1},
		"q":                             {deletion(), "q", -1},
		"the opening key again":         {deletion(), "d d d", none},
		"a letter moves":                {deletion(), "d enter", 1},
		"a letter moves, of either":     {deletion(), "D c enter", 0},
		"y":                             {deletion(), "y", 1},
		"n":                             {deletion(), "n", 0},
		"y with three choices":          {draft(), "y", none},
		"a letter before a vi key":      {draft(), "l enter", 1},
		"a menu takes a letter":         {copying(), "u", 1},
		"a menu takes a capital":        {copying(), "J", 2},
		"a menu's default":              {copying(), "enter", 0},
		"the only choice by its letter": {long(), "c", 0},
		"the only choice by enter":      {long(), "enter", 0},
		"nothing typed":                 {bulk(), "right enter", none},
		"the wrong number":              {bulk(), "1 6 2 right enter", none},
		"the number":                    {bulk(), "1 6 1 enter", 1},
		"the number and cancel":         {bulk(), "1 6 1 left enter", 0},
		"a number mended":               {bulk(), "1 6 2 backspace 1 enter", 1},
		"a number and more":             {bulk(), "1 6 1 1 enter", 0},
		"letters are typed":             {bulk(), "y e q n", none},
		"typing can be left":            {bulk(), "1 esc", -1},
		"erasing nothing":               {bulk(), "backspace enter", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, got := send(open(test.question, 80, 19), strings.Fields(test.keys)...); got != test.want {
				t.Errorf("%s answered %d, want %d", test.keys, got, test.want)
			}
		})
	}
}

func TestTypedTextIsBoundedAndClean(t *testing.T) {
	t.Parallel()
	m := open(bulk(), 80, 19)
	m.Box, _, _ = m.Update(tea.PasteMsg{Content: "161\x1b[2J"})
	if _, got := send(m, "enter"); got != 1 {
		t.Errorf("a pasted number answered %d", got)
	}
	m.Box, _, _ = m.Update(tea.PasteMsg{Content: strings.Repeat("9", 500)})
	if strings.Contains(m.View(), "99") {
		t.Error("a paste without end is kept")
	}
}

func TestGraceSwallowsKeysInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := deletion()
		q.Grace = 400 * time.Millisecond
		m, other := open(q, 80, 19), open(q, 80, 19)
		if _, got := send(m, "y", "enter", "esc"); got != none {
			t.Fatalf("a key in flight answered %d", got)
		}
		start := time.Now()
		m.Box, _, _ = m.Update(other.grace())
		if _, got := send(m, "y"); got != none {
			t.Fatal("the end of another dialog's grace counted")
		}
		if strings.Contains(m.View(), "[ ") {
			t.Errorf("a choice is shown that no key takes:\n%s", m.View())
		}
		start = start.Add(q.Grace)
		if m.Box, _, _ = m.Update(m.grace()); time.Now().Before(start) {
			t.Error("the grace is too short")
		}
		if !strings.Contains(m.View(), "[ cancel ]") {
			t.Errorf("after the grace the choice is not shown:\n%s", m.View())
		}
		if _, got := send(m, "y"); got != 1 {
			t.Errorf("after the grace y answered %d", got)
		}
	})
	if _, cmd := open(deletion(), 80, 19).Init(false); cmd != nil {
		t.Error("without a grace a command runs")
	}
}

func TestLongTextScrolls(t *testing.T) {
	t.Parallel()
	m := open(long(), 60, 10)
	if view := m.View(); !strings.Contains(view, "line 1 of") || !strings.Contains(view, "more lines") || !strings.Contains(view, "[ close ]") {
		t.Fatalf("at first:\n%s", view)
	}
	for range 40 {
		m, _ = send(m, "down")
	}
	if view := m.View(); !strings.Contains(view, "line 30 of") || strings.Contains(view, "more line") {
		t.Errorf("at the end:\n%s", view)
	}
	m, _ = send(m, "up")
	if view := m.View(); strings.Contains(view, "line 30 of") {
		t.Errorf("one up moved nothing:\n%s", view)
	}
	for range 20 {
		m, _ = send(m, "pgup")
	}
	if view := m.View(); !strings.Contains(view, "line 1 of") {
		t.Errorf("at the start again:\n%s", view)
	}
}

// body is what dialogs are drawn over.
func body(width, height int) string {
	rows := make([]string, height)
	for i := range rows {
		rows[i] = strings.Repeat("新.", width/3)
	}
	return strings.Join(rows, "\n")
}

// over draws a box over the page.
func over(m asked, width, height int) string {
	var boxes dialog.Stack
	boxes.SetSize(width, height)
	boxes.Ask(m.Box)
	return boxes.View(body(width, height))
}

func TestConfirmViews(t *testing.T) {
	t.Parallel()
	typed, _ := send(open(bulk(), 80, 19), "1", "6", "1")
	states := map[string]asked{
		"delete": open(deletion(), 80, 19), "bulk": open(bulk(), 80, 19), "typed": typed,
		"copy": open(copying(), 80, 19), "draft": open(draft(), 80, 19), "long": open(long(), 80, 19),
	}
	ascii := ask(env(true), long())
	states["ascii"] = ascii
	for name, m := range states {
		for _, size := range [][2]int{{60, 10}, {80, 19}, {120, 40}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				m := m
				drawn := over(m, size[0], size[1])
				golden.RequireEqual(t, []byte(ansi.Strip(drawn)))
			})
		}
	}
}

func TestAnySize(t *testing.T) {
	t.Parallel()
	for _, q := range []dialog.Question{deletion(), bulk(), copying(), draft(), long()} {
		for width := 1; width < 130; width += 16 {
			for height := 1; height < 24; height += 2 {
				m := open(q, width, height)
				fits(t, m.View(), width, height)
				fits(t, over(m, width, height), width, height)
			}
		}
	}
	if drawn := open(deletion(), 0, 0).View(); drawn != "" {
		t.Errorf("no cells at all show %q", drawn)
	}
}

func fits(t *testing.T, drawn string, width, height int) {
	t.Helper()
	lines := strings.Split(drawn, "\n")
	if len(lines) > height {
		t.Fatalf("%dx%d: %d lines\n%s", width, height, len(lines), drawn)
	}
	for _, line := range lines {
		if got := ansi.StringWidth(line); got > width {
			t.Fatalf("%dx%d: a line of %d cells\n%s", width, height, got, drawn)
		}
	}
}

// Every choice can be seen wherever the program runs at all.
func TestChoicesAreNeverCutOff(t *testing.T) {
	t.Parallel()
	for _, q := range []dialog.Question{deletion(), bulk(), copying(), draft(), long()} {
		view := ansi.Strip(open(q, 60, 10).View())
		for _, choice := range q.Choices {
			if !strings.Contains(view, choice) {
				t.Errorf("%q is not to be seen:\n%s", choice, view)
			}
		}
	}
}

func TestHelpSaysWhatTheKeysDo(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		question dialog.Question
		want     string
	}{
		"delete": {deletion(), "←→ choose|enter cancel|y delete|esc cancel"},
		"bulk":   {bulk(), "type 161|enter cancel|esc cancel"},
		"copy":   {copying(), "←→ choose|enter id|esc cancel"},
		"long":   {long(), "↑↓ scroll|esc close"},
	} {
		var got []string
		for _, hint := range open(test.question, 60, 10).ShortHelp() {
			got = append(got, hint.Key+" "+hint.Text)
		}
		if strings.Join(got, "|") != test.want {
			t.Errorf("%s: help says %q", name, got)
		}
	}
}
