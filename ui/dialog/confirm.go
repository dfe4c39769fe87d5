package dialog

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Question is what to ask. All its text is clean.
type Question struct {
	Title   string
	Lines   []string
	Choices []string // at least one
	Default int      // the choice that enter takes at first: the harmless one
	// Menu says that every choice is harmless: then its first letter takes it at
	// once. Elsewhere a letter only moves to its choice, since it is often the
	// key that opened the question, pressed twice.
	Menu bool
	// TypeToConfirm must be typed before the last choice can be taken, for
	// changes too large for one key. Empty: nothing need be typed.
	TypeToConfirm string
	// Grace is how long a dialog that opens by itself ignores keys: they were
	// meant for what was there before.
	Grace time.Duration
}

// Grace is how long a box that opens by itself ignores keys: they were meant for what
// was there before.
const Grace = 400 * time.Millisecond

// Confirm is a box that asks to choose, a value.
type Confirm struct {
	env           screen.Env
	question      Question
	answer        func(choice int) tea.Cmd
	width, height int
	choice        int
	top           int // first visible line
	typed         string
	grace         *int // tells the end of this dialog's grace from another's; nil without one
	deaf          bool
}

// hearMsg ends the grace of a dialog.
type hearMsg struct{ grace *int }

var _ screen.Box = Confirm{}

// NewConfirm returns a box that asks q. What follows is up to answer, which gets the
// place of the choice, and -1 when the user left.
func NewConfirm(env screen.Env, q Question, answer func(choice int) tea.Cmd) Confirm {
	return Confirm{env: env, question: q, answer: answer, choice: q.Default, grace: new(int)}
}

// NewReport returns a box that shows lines until a key closes them. It opens by itself,
// when an answer has come.
func NewReport(env screen.Env, title string, lines []string) Confirm {
	q := Question{Title: title, Lines: lines, Choices: []string{"close"}, Grace: Grace}
	return NewConfirm(env, q, func(int) tea.Cmd { return nil })
}

// SetTheme changes the look.
func (m Confirm) SetTheme(t theme.Theme) screen.Box {
	m.env.Theme = t
	return m
}

// SetSize tells how large the box may be.
func (m Confirm) SetSize(width, height int) screen.Box {
	m.width, m.height = width, height
	m.scrollTo(m.top)
	return m
}

// Init begins the grace of a box that opens by itself, and ends it after its time.
func (m Confirm) Init(late bool) (screen.Box, tea.Cmd) {
	if late {
		m.question.Grace = Grace
	}
	if m.question.Grace <= 0 {
		return m, nil
	}
	m.deaf = true
	own := m.grace
	return m, tea.Tick(m.question.Grace, func(time.Time) tea.Msg { return hearMsg{own} })
}

// Unanswered is the same as leaving the box.
func (m Confirm) Unanswered() screen.Then { return m.take(-1) }

// Whole is never so.
func (m Confirm) Whole() bool { return false }

var (
	keyLeft  = keys.Bind("←→", "choose", "left", "shift+tab", "h")
	keyRight = key.NewBinding(key.WithKeys("right", "tab", "l"))
	keyTake  = key.NewBinding(key.WithKeys("enter"))
	keyErase = key.NewBinding(key.WithKeys("backspace"))
	keyYes   = key.NewBinding(key.WithKeys("y", "Y"))
	keyNo    = key.NewBinding(key.WithKeys("n", "N"))
)

// Update moves between the choices and takes one.
func (m Confirm) Update(message tea.Msg) (screen.Box, tea.Cmd, screen.Then) {
	var then screen.Then
	switch message := message.(type) {
	case hearMsg:
		m.deaf = m.deaf && message.grace != m.grace
	case tea.PasteMsg:
		if !m.deaf && m.takingText() {
			m.setTyped(m.typed + message.Content)
		}
	case tea.KeyPressMsg:
		if !m.deaf {
			then = m.press(message)
		}
	}
	return m, nil, then
}

// press does what a key is for, and returns what follows if it was an answer.
func (m *Confirm) press(press tea.KeyPressMsg) screen.Then {
	k := m.env.Keys
	switch {
	case key.Matches(press, keyTake):
		return m.take(m.choice)
	case m.takingText() && press.Text != "":
		m.setTyped(m.typed + press.Text)
	case m.takingText() && key.Matches(press, keyErase):
		_, size := utf8.DecodeLastRuneInString(m.typed)
		m.setTyped(m.typed[:len(m.typed)-size])
	case m.letter(press) >= 0:
		m.choice = m.letter(press)
		if m.question.Menu || len(m.question.Choices) == 1 {
			return m.take(m.choice)
		}
	case m.yesNo(press) >= 0:
		return m.take(m.yesNo(press))
	case k.Matches(press, keys.Back), k.Matches(press, keys.Quit):
		return m.take(-1)
	case key.Matches(press, keyLeft):
		m.choice = (m.choice + len(m.question.Choices) - 1) % len(m.question.Choices)
	case key.Matches(press, keyRight):
		m.choice = (m.choice + 1) % len(m.question.Choices)
	default:
		l := m.layout()
		action, _ := k.Find(press)
		if line, moves := screen.Step(action, m.top, l.room, len(l.lines)); moves {
			m.scrollTo(line)
		}
	}
	return nil
}

// longestTyped is how much typed text is kept: there is nothing longer to
// confirm with.
const longestTyped = 24

// setTyped keeps what is typed. What was asked for stands on the last choice,
// so that enter goes on; anything else stands on the default.
func (m *Confirm) setTyped(typed string) {
	typed = text.Clean(api.Text(typed))
	if utf8.RuneCountInString(typed) > longestTyped {
		return
	}
	m.typed, m.choice = typed, m.question.Default
	if m.confirmed() {
		m.choice = len(m.question.Choices) - 1
	}
}

// confirmed reports whether what had to be typed is typed.
func (m Confirm) confirmed() bool { return m.typed == m.question.TypeToConfirm }

// take answers, unless the choice still wants something typed.
func (m Confirm) take(choice int) screen.Then {
	if choice == len(m.question.Choices)-1 && !m.confirmed() {
		return nil
	}
	return func() (tea.Cmd, screen.Box) { return m.answer(choice), nil }
}

// letter returns the place of the one choice that begins with a typed letter,
// or -1.
func (m Confirm) letter(press tea.KeyPressMsg) int {
	begins := func(choice string) bool {
		return press.Text != "" && strings.HasPrefix(strings.ToLower(choice), strings.ToLower(press.Text))
	}
	first := slices.IndexFunc(m.question.Choices, begins)
	if first >= 0 && slices.ContainsFunc(m.question.Choices[first+1:], begins) {
		return -1
	}
	return first
}

// yesNo returns which of two choices y or n means, or -1: n is the default.
func (m Confirm) yesNo(press tea.KeyPressMsg) int {
	switch {
	case len(m.question.Choices) != 2:
		return -1
	case key.Matches(press, keyYes):
		return 1 - m.question.Default
	case key.Matches(press, keyNo):
		return m.question.Default
	}
	return -1
}

// scrollTo makes a line the first visible one, as far as there are lines.
func (m *Confirm) scrollTo(line int) {
	l := m.layout()
	m.top = max(0, min(line, len(l.lines)-l.room))
}

// takingText reports that something must be typed.
func (m Confirm) takingText() bool { return m.question.TypeToConfirm != "" }

// ShortHelp lists the keys of the moment.
func (m Confirm) ShortHelp() []keys.Hint {
	k, choices := m.env.Keys, m.question.Choices
	if len(choices) == 1 {
		return append(keys.Own(m.scrollHelp()...), k.Hint(keys.Back, choices[0]))
	}
	take, yes := keyTake, keyYes
	take.SetHelp("enter", choices[m.choice])
	yes.SetHelp("y", choices[len(choices)-1])
	own := []key.Binding{keyLeft, take}
	switch {
	case m.takingText():
		own[0] = keys.Bind("type", m.question.TypeToConfirm, m.question.TypeToConfirm)
	case len(choices) == 2 && m.question.Default == 0:
		own = append(own, yes)
	}
	own = append(own, m.scrollHelp()...)
	return append(keys.Own(own...), k.Hint(keys.Back, "cancel"))
}

// scrollHelp is the key that moves the lines, where they do not all fit.
func (m Confirm) scrollHelp() []key.Binding {
	if l := m.layout(); len(l.lines) <= l.room {
		return nil
	}
	return []key.Binding{keys.Bind("↑↓", "scroll", "up", "down")}
}
