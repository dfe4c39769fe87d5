package screen

import (
	tea "charm.land/bubbletea/v2"

	"corotui/ui/keys"
	"corotui/ui/theme"
)

// Page is what the frame shows between its header and its status line. It is a value:
// its methods return the next one, and never change the one before.
type Page interface {
	// Init returns the page's first command.
	Init() tea.Cmd
	// Update answers a message. It does no I/O: that is a command's.
	Update(tea.Msg) (Page, tea.Cmd)
	// View draws the page in exactly the cells it was given, as lines joined by
	// newlines. It reads the state and nothing else.
	View() string
	// SetSize gives the page its cells.
	SetSize(width, height int) Page
	// SetTheme changes the look.
	SetTheme(theme.Theme) Page
	// ShortHelp lists the keys for the hint line, the most useful first. It names
	// actions whether or not they can be done now: the frame leaves out those that
	// cannot.
	ShortHelp() []keys.Hint
	// TakingText reports that a text field has the focus: then every key but ctrl+c
	// belongs to the page.
	TakingText() bool
	// Cursor is where text is being typed, in the page's cells; nil if nowhere.
	Cursor() *tea.Cursor
}

// model is what a page of a type of its own has: that type is in what Update returns.
type model[T any] interface {
	Init() tea.Cmd
	Update(tea.Msg) (T, tea.Cmd)
	View() string
	ShortHelp() []keys.Hint
	TakingText() bool
	Cursor() *tea.Cursor
}

// setters are the methods that change a model before anyone else has it.
type setters[T any] interface {
	*T
	SetSize(width, height int)
	SetTheme(theme.Theme)
}

// page makes a Page of a model. No page changes once it is made: its methods have
// pointer receivers because the compiler makes a second set of each for values.
type page[T model[T], P setters[T]] struct{ model T }

// NewPage makes a page of a model, which is a value with the methods of a page, typed
// for itself.
func NewPage[T model[T], P setters[T]](m T) Page { return &page[T, P]{m} }

func (p *page[T, P]) Init() tea.Cmd          { return p.model.Init() }
func (p *page[T, P]) View() string           { return p.model.View() }
func (p *page[T, P]) ShortHelp() []keys.Hint { return p.model.ShortHelp() }
func (p *page[T, P]) TakingText() bool       { return p.model.TakingText() }
func (p *page[T, P]) Cursor() *tea.Cursor    { return p.model.Cursor() }

func (p *page[T, P]) Update(message tea.Msg) (Page, tea.Cmd) {
	next, cmd := p.model.Update(message)
	return &page[T, P]{next}, cmd
}

func (p *page[T, P]) SetSize(width, height int) Page {
	next := *p
	P(&next.model).SetSize(width, height)
	return &next
}

func (p *page[T, P]) SetTheme(t theme.Theme) Page {
	next := *p
	P(&next.model).SetTheme(t)
	return &next
}

// inside is the model of the page, for [As].
func (p *page[T, P]) inside() any { return p.model }

// As returns the model of a page, if it is a T, which may also be an interface that the
// model has.
func As[T any](p Page) (T, bool) {
	if own, ok := p.(interface{ inside() any }); ok {
		found, ok := own.inside().(T)
		return found, ok
	}
	found, ok := p.(T)
	return found, ok
}
