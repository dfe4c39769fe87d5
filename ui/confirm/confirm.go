// Package confirm asks a question in a box over the screen.
package confirm

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/ui/keys"
	"corotui/ui/msg"
	"corotui/ui/screen"
	"corotui/ui/text"
)

// Question is what to ask. All its text is clean.
type Question struct {
	Title   string
	Lines   []string
	Choices []string // at least one; the first letters choose too, where they differ
	Default int      // the choice that enter takes at first: the harmless one
	// TypeToConfirm must be typed before the last choice can be taken, for
	// changes too large for one key. Empty: nothing need be typed.
	TypeToConfirm string
	// Grace is how long a dialog that opens by itself ignores keys: they were
	// meant for what was there before.
	Grace time.Duration
}

// Model is the dialog. It answers with one [msg.AnswerMsg].
type Model struct {
	env           screen.Env
	question      Question
	width, height int
	choice        int
	top           int // first visible line
	typed         string
	deaf          bool
}

// hearMsg ends the grace of a dialog.
type hearMsg struct{}

var (
	_ screen.Screen[Model] = Model{}
	_ screen.Sizer         = &Model{}
)

// New returns a dialog that asks q.
func New(env screen.Env, q Question) Model {
	return Model{env: env, question: q, choice: q.Default, deaf: q.Grace > 0}
}

// SetSize tells how large the box may be.
func (m *Model) SetSize(width, height int) { m.width, m.height = width, height }

// Init ends the grace after its time.
func (m Model) Init() tea.Cmd {
	if !m.deaf {
		return nil
	}
	return tea.Tick(m.question.Grace, func(time.Time) tea.Msg { return hearMsg{} })
}

var (
	keyLeft  = key.NewBinding(key.WithKeys("left", "shift+tab", "h"), key.WithHelp("←→", "choose"))
	keyRight = key.NewBinding(key.WithKeys("right", "tab", "l"))
	keyTake  = key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "take"))
	keyErase = key.NewBinding(key.WithKeys("backspace"))
)

// Update moves between the choices and takes one.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	switch message := message.(type) {
	case hearMsg:
		m.deaf = false
	case tea.KeyPressMsg:
		if !m.deaf {
			return m.press(message)
		}
	}
	return m, nil
}

func (m Model) press(press tea.KeyPressMsg) (Model, tea.Cmd) {
	k := m.env.Keys
	switch {
	case m.TakingText() && isDigit(press.Text):
		m.typed += press.Text
	case m.TakingText() && key.Matches(press, keyErase):
		m.typed = strings.TrimSuffix(m.typed, lastRune(m.typed))
	case k.Matches(press, keys.Back), k.Matches(press, keys.Quit):
		return m, msg.Cmd(msg.AnswerMsg{Choice: -1})
	case key.Matches(press, keyLeft):
		m.choice = (m.choice + len(m.question.Choices) - 1) % len(m.question.Choices)
	case key.Matches(press, keyRight):
		m.choice = (m.choice + 1) % len(m.question.Choices)
	case key.Matches(press, keyTake):
		return m.take(m.choice)
	case k.Matches(press, keys.Up):
		m.top = max(0, m.top-1)
	case k.Matches(press, keys.Down):
		m.top = min(m.top+1, max(0, len(m.lines())-m.room()))
	default:
		if choice, ok := m.initial(press.Text); ok {
			return m.take(choice)
		}
	}
	return m, nil
}

// take answers, unless the choice still wants something typed.
func (m Model) take(choice int) (Model, tea.Cmd) {
	if choice == len(m.question.Choices)-1 && m.TakingText() && m.typed != m.question.TypeToConfirm {
		m.choice = choice
		return m, nil
	}
	return m, msg.Cmd(msg.AnswerMsg{Choice: choice})
}

// initial returns the one choice that begins with a letter.
func (m Model) initial(letter string) (int, bool) {
	found, count := 0, 0
	for i, choice := range m.question.Choices {
		if letter != "" && strings.HasPrefix(strings.ToLower(choice), strings.ToLower(letter)) {
			found = i
			count++
		}
	}
	return found, count == 1
}

func isDigit(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size == len(s) && size > 0 && unicode.IsDigit(r)
}

func lastRune(s string) string {
	r, _ := utf8.DecodeLastRuneInString(s)
	return string(r)
}

// TakingText reports that a number must be typed.
func (m Model) TakingText() bool { return m.question.TypeToConfirm != "" }

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []key.Binding {
	cancel := m.env.Keys.With(keys.Back, "cancel")
	if len(m.question.Choices) == 1 {
		return []key.Binding{m.env.Keys.With(keys.Back, m.question.Choices[0])}
	}
	take := keyTake
	take.SetHelp("enter", m.question.Choices[m.choice])
	return []key.Binding{keyLeft, take, cancel}
}

// FullHelp lists the same: there are no more.
func (m Model) FullHelp() [][]key.Binding { return [][]key.Binding{m.ShortHelp()} }

// boxWidth is the widest the box gets inside its border.
const boxWidth = 76

// inner is the width inside border and padding.
func (m Model) inner() int { return max(1, min(boxWidth, m.width-2)-4) }

// room is how many lines fit between the title and the choices.
func (m Model) room() int { return max(1, m.height-2-4-m.typedRows()) }

func (m Model) typedRows() int {
	if m.TakingText() {
		return 2
	}
	return 0
}

func (m Model) lines() []string {
	var lines []string
	for _, line := range m.question.Lines {
		wrapped := lipgloss.NewStyle().Width(m.inner()).Render(line)
		for _, part := range strings.Split(wrapped, "\n") {
			lines = append(lines, strings.TrimRight(part, " "))
		}
	}
	return lines
}

// View draws the box, no larger than its contents and never larger than its
// cells.
func (m Model) View() string {
	if m.width < 8 || m.height < 4 {
		return text.Cut(m.question.Title, m.width, "")
	}
	t := m.env.Theme
	body := []string{t.Title.Render(text.Cut(m.question.Title, m.inner(), t.Signs.Ellipsis)), ""}
	lines := m.lines()
	end := min(len(lines), m.top+m.room())
	body = append(body, lines[min(m.top, end):end]...)
	if m.TakingText() {
		body = append(body, "", "Type "+m.question.TypeToConfirm+" to go on: "+t.Accent.Render(m.typed))
	}
	body = append(body, "", m.buttons())
	border := lipgloss.RoundedBorder()
	if t.Signs.Rule == "-" {
		border = lipgloss.ASCIIBorder()
	}
	box := lipgloss.NewStyle().Border(border).BorderForeground(t.Accent.GetForeground()).Padding(0, 1)
	return box.Render(strings.Join(body, "\n"))
}

func (m Model) buttons() string {
	t := m.env.Theme
	var drawn []string
	for i, choice := range m.question.Choices {
		// The brackets say without colour which one enter takes.
		if i == m.choice {
			drawn = append(drawn, t.ButtonOn.Render("[ "+choice+" ]"))
			continue
		}
		drawn = append(drawn, t.Button.Render("  "+choice+"  "))
	}
	return text.Cut(strings.Join(drawn, "  "), m.inner(), "")
}

// Over lays a box over the middle of a body of the given cells.
func Over(body, box string, width, height int) string {
	x := max(0, (width-lipgloss.Width(box))/2)
	y := max(0, (height-lipgloss.Height(box))/2)
	under := lipgloss.NewStyle().Width(width).Height(height).MaxWidth(width).MaxHeight(height).Render(body)
	return lipgloss.NewCompositor(lipgloss.NewLayer(under), lipgloss.NewLayer(box).X(x).Y(y).Z(1)).Render()
}
