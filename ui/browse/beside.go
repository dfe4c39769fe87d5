package browse

import (
	tea "charm.land/bubbletea/v2"

	"corotui/ui/keys"
	"corotui/ui/screen"
)

// Next opens the webhook below the open one in the table that it was opened from,
// sorted and filtered as that is.
func (b *Browse) Next() tea.Cmd { return b.openBeside(true) }

// Previous opens the one above.
func (b *Browse) Previous() tea.Cmd { return b.openBeside(false) }

func (b *Browse) openBeside(below bool) tea.Cmd {
	ref, _ := b.detail.Ref()
	item, there := b.table().Beside(ref, below)
	if !there {
		end := "first"
		if below {
			end = "last"
		}
		b.shell.Say(screen.Info, "This is the "+end+" webhook; "+b.shell.Env().Key(keys.Back)+" goes back to the list.")
		return nil
	}
	b.Show(item.Ref)
	b.shell.Say(screen.Info, "")
	return b.ReadHistory()
}

// position says which row of the table the open webhook is, of how many; none while the
// table itself is on top, whose cursor shows it.
func (b *Browse) position() (at, count int) {
	if !b.OnDetail() {
		return -1, 0
	}
	ref, _ := b.detail.Ref()
	return b.table().Position(ref)
}
