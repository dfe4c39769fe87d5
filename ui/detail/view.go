package detail

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// Cells of the screen's parts.
const (
	inset   = 1
	minName = 20
)

// bodyHeight is what is left below the title.
func (m Model) bodyHeight() int { return max(1, m.height-1) }

// View draws the title and as many lines as fit.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	if !m.there {
		return strings.Repeat("\n", m.height-1)
	}
	lines := []string{m.title()}
	body := m.drawn
	end := min(len(body), m.top+m.bodyHeight())
	lines = append(lines, body[min(m.top, end):end]...)
	if end < len(body) && m.bodyHeight() > 1 {
		more := m.env.Theme.Signs.SortDown + " " + text.Count(len(body)-end+1) + " more"
		lines[len(lines)-1] = strings.Repeat(" ", inset) + m.env.Theme.Muted.Render(text.Cut(more, max(0, m.width-inset), ""))
	}
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	return strings.Join(lines[:m.height], "\n")
}

func (m Model) title() string {
	status, style := m.status()
	end := style.Render(status)
	room := m.width - 2*inset - lipgloss.Width(status) - 1
	if position := m.position + "  "; m.position != "" && room-len(position) >= minName {
		end, room = m.env.Theme.Muted.Render(position)+end, room-len(position)
	}
	room = max(0, room)
	t, where := m.env.Theme, ""
	if m.where != "" { // the name is read first, but the workspace has to be there, too
		where = " " + t.Signs.Dot + " " + m.where
		where = text.Cut(where, max(room/2, room-lipgloss.Width(m.Name())), t.Signs.Ellipsis)
	}
	name := text.Cut(m.Name(), room-lipgloss.Width(where), t.Signs.Ellipsis)
	space := strings.Repeat(" ", max(0, room-lipgloss.Width(name)-lipgloss.Width(where)))
	line := strings.Repeat(" ", inset) + t.Title.Render(name) + where + space + " " + end
	return text.Cut(line, m.width, "")
}

// Name is that of the webhook, or its id, for people.
func (m Model) Name() string {
	if name := text.Clean(m.webhook.Name); name != "" {
		return name
	}
	return text.Clean(api.Text(m.webhook.ID))
}

func (m Model) status() (string, lipgloss.Style) {
	t := m.env.Theme
	status := m.webhook.Status
	switch {
	case m.pending != "":
		return t.Signs.Pending + " " + m.pending + t.Signs.Ellipsis, t.Muted
	case status.On():
		return t.Signs.On + " on", t.Good
	case status.Off():
		return strings.TrimRight(t.Signs.Off+" off "+text.AgoOff(m.now, m.webhook.DisabledSince()), " "), t.Bad
	}
	return strings.TrimRight(t.Signs.Unknown+" "+text.Clean(api.Text(status)), " "), t.Warn
}

// lines draws every field, the long ones over several lines: nothing is cut.
func (m Model) lines() []string {
	w := m.webhook
	p := screen.Fields{Theme: m.env.Theme, Width: m.width}
	if !m.kept.IsZero() {
		p.Blank()
		p.Field("Host", text.Host(w.URL))
		m.triggerLines(&p)
		p.Field("Id", text.Clean(api.Text(w.ID)))
		p.Field("Updated", m.when())
		m.historyLines(&p)
		p.Blank()
		p.Sentence(m.env.Theme.Warn, "As of "+text.AgoLong(m.now, m.kept)+"; the rest comes with the next refresh.")
		return p.Lines
	}
	if w.Status.Off() {
		p.Sentence(m.env.Theme.Warn, offSince(w.DisabledSince())+". Coro will not resend events missed since then.")
	}
	p.Blank()
	p.Field("URL", m.url())
	m.descriptionLines(&p)
	applies := "this workspace only"
	if w.ApplyToAllDescendants {
		applies = "this workspace and all its descendants"
	}
	p.Field("Applies to", applies)
	if m.from != "" {
		p.Field("Inherited", m.from)
	}
	p.Field("Secret", m.secret())
	m.headerLines(&p)
	m.triggerLines(&p)
	p.Field("Id", text.Clean(api.Text(w.ID)))
	p.Field("Updated", m.when())
	m.extraLines(&p)
	m.historyLines(&p)
	return p.Lines
}

// offSince says since when a webhook is disabled, as far as that is known.
func offSince(off api.Off) string {
	switch {
	case off.Since.IsZero():
		return "Off since an unknown time"
	case off.Bound == api.AtLeast:
		return "Off since at least " + screen.Stamp(off.Since)
	case off.Bound == api.AtMost:
		return "Off since " + screen.Stamp(off.Since) + " at the earliest: someone else changed it meanwhile"
	}
	return "Off since " + screen.Stamp(off.Since)
}

func (m Model) url() string {
	if m.revealed != 0 {
		return text.Clean(m.webhook.URL)
	}
	return text.URL(m.webhook.URL)
}

func (m Model) secret() string {
	hint := m.env.Theme.Muted.Render(m.env.Keys.Binding(keys.Reveal).Help().Key + " shows it for 10 s")
	secret, known := m.webhook.Secret.Value()
	switch {
	case known && m.revealed != 0:
		return text.Clean(api.Text(secret.Reveal()))
	case known:
		return secret.String() + "   " + hint
	case m.webhook.Secret.Masked():
		return mask.Dots + "   " + m.env.Theme.Muted.Render("Coro does not show it")
	}
	return m.env.Theme.Muted.Render("not returned by Coro")
}

// folded is how many lines of a longer description are shown: what is below is looked at
// more often.
const folded = 5

// descriptionLines are the description with its own line breaks. Of a long one they are the
// first, and how many more there are.
func (m Model) descriptionLines(p *screen.Fields) {
	const longest = 1000
	var lines []string
	for _, line := range text.CleanLines(m.webhook.Description, longest) {
		lines = append(lines, strings.Split(ansi.Wrap(line, p.ValueWidth(), ""), "\n")...)
	}
	more := 0
	if len(lines) > folded+1 {
		lines, more = lines[:folded], len(lines)-folded
	}
	if len(lines) == 0 {
		p.Field("Description", "")
	}
	label := "Description"
	for _, line := range lines {
		if line == "" && label == "" {
			p.Blank()
			continue
		}
		p.Field(label, line)
		label = ""
	}
	if more > 0 {
		p.Field("", m.env.Theme.Muted.Render(text.Plural(more, "more line", "more lines")+"; "+m.env.Key(keys.JSON)+" shows all"))
	}
}

func (m Model) headerLines(p *screen.Fields) {
	all := make([]screen.Pair, 0, len(m.webhook.Headers))
	for _, header := range m.webhook.Headers {
		name, value := text.Clean(header.Name), text.Clean(header.Value)
		if m.revealed == 0 {
			value = text.HeaderValue(header)
		}
		all = append(all, screen.Pair{Name: name, Value: value})
	}
	p.Pairs("Headers", all)
}

func (m Model) triggerLines(p *screen.Fields) {
	all := make([]screen.Pair, 0, len(m.webhook.Triggers))
	for _, trigger := range m.webhook.Triggers {
		name, meaning := text.Clean(api.Text(trigger)), "not known to corotui; kept as it is"
		if event, known := api.FindTrigger(trigger.Name()); known {
			name, meaning = string(event.Name), event.Meaning
		}
		all = append(all, screen.Pair{Name: name, Value: m.env.Theme.Muted.Render(meaning)})
	}
	p.Pairs("Triggers", all)
}

func (m Model) when() string {
	at := m.webhook.LastChange()
	if at.IsZero() {
		return ""
	}
	return screen.Stamp(at) + ", " + text.AgoLong(m.now, at)
}

func (m Model) extraLines(p *screen.Fields) {
	label := "Other fields"
	for _, extra := range m.webhook.Extra {
		value := text.Clean(api.Text(extra.Value))
		if m.revealed == 0 {
			value = text.Extra(extra)
		}
		p.Field(label, text.Clean(api.Text(extra.Name))+": "+value)
		label = ""
	}
}

func (m Model) historyLines(p *screen.Fields) {
	if m.history == nil {
		return
	}
	label := "History"
	for _, line := range m.history(p.ValueWidth()) {
		if label != "" {
			p.Blank()
		}
		p.Field(label, line)
		label = ""
	}
}
