package deliveries

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/delivery"
	"corotui/internal/text"
	"corotui/ui/screen"
)

// detail is one delivery with all that there is to know of it.
type detail struct {
	number   int
	delivery delivery.Received
	here     bool     // it is still in memory
	lines    []string // drawn when what they show changes
	top      int
}

// forgotten is said of a delivery that only the list still knows.
const forgotten = "This delivery is no longer in memory: newer ones took its place."

// show shows a delivery. Another one than before starts at the top.
func (d detail) show(received delivery.Received, here bool, number int) detail {
	next := detail{number: number, delivery: received, here: here}
	if number == d.number {
		next.top = d.top
	}
	return next
}

// bodyRows is how many lines fit below the title.
func (m Model) bodyRows() int { return max(1, m.height-1) }

func (m *Model) scrollTo(line int) {
	m.detail.top = max(0, min(line, len(m.detail.lines)-m.bodyRows()))
}

// redraw draws the detail again, which wraps every long text.
func (m *Model) redraw() {
	m.detail.lines = nil
	if m.detail.number == 0 || !m.open && !m.split() || m.width == 0 {
		return
	}
	m.detail.lines = m.detailLines()
	m.scrollTo(m.detail.top)
}

// drawDetail draws the title and the lines that fit.
func (m Model) drawDetail() []string {
	t, width := m.env.Theme, m.detailCells()
	lines := make([]string, 0, m.height)
	if m.detail.number != 0 && m.selectedNumber() != 0 {
		lines = append(lines, m.detailTitle(width))
		all := m.detail.lines
		end := min(len(all), m.detail.top+m.bodyRows())
		lines = append(lines, all[min(m.detail.top, end):end]...)
		if end < len(all) && len(lines) > 1 {
			more := t.Signs.SortDown + " " + text.Count(len(all)-end+1) + " more"
			lines[len(lines)-1] = strings.Repeat(" ", inset) + t.Muted.Render(text.Cut(more, max(0, width-inset), ""))
		}
	}
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	return lines[:m.height]
}

// detailTitle names the delivery, and says which of the list it is.
func (m Model) detailTitle(width int) string {
	t, r := m.env.Theme, m.shown[m.cursor]
	word, style := r.verdict.draw(t)
	right := style.Render(word)
	if m.open {
		right = t.Muted.Render(text.Count(m.cursor+1)+" of "+text.Count(len(m.shown))+"  ") + right
	}
	room := max(0, width-2*inset-lipgloss.Width(right)-1)
	return text.Cut(" "+t.Title.Render(text.Fit(dash(r.trigger), room, t.Signs.Ellipsis))+" "+right, width, "")
}

// detailLines draw every part.
func (m Model) detailLines() []string {
	t, d := m.env.Theme, m.detail.delivery
	p := screen.Fields{Theme: t, Width: m.detailCells()}
	if !m.detail.here {
		p.Blank()
		p.Sentence(t.Warn, forgotten)
		return p.Lines
	}
	v := d.Verdict
	if v.Reason != "" {
		p.Sentence(t.Bad, v.Reason+".")
	}
	unsigned := ""
	for _, note := range v.Notes {
		if note.Warning == delivery.BodyUnsigned { // which is said of every delivery
			unsigned = note.Text
		} else {
			p.Sentence(t.Warn, note.Text+".")
		}
	}
	if len(p.Lines) > 0 {
		p.Blank()
	}
	p.Field("Signature", m.signature(v))
	if unsigned != "" {
		p.Item("", "", unsigned, t.Muted)
	}
	m.wayLines(&p)
	if d.Webhook != "" {
		p.Field("Webhook", text.Clean(api.Text(d.Webhook)))
	}
	p.Field("Trigger", m.trigger(v.Type))
	p.Field("Workspace", text.Clean(api.Text(v.Event.WorkspaceID)))
	p.Field("Id", text.Clean(v.ID))
	if !v.Event.Time.IsZero() {
		p.Field("Happened", v.Event.Time.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	m.headerLines(&p)
	m.bodyLines(&p)
	return p.Lines
}

// signature says how the delivery is signed, in the words of scripts.
func (m Model) signature(v delivery.Verdict) string {
	if !v.Signed {
		return "none that matches"
	}
	said := "scheme " + string(v.Form.Scheme) + ", encoding " + string(v.Form.Encoding)
	if v.Form.Prefix {
		said += " after sha256="
	}
	return said
}

// trigger is the name of a trigger, and what it means.
func (m Model) trigger(name api.Trigger) string {
	said := text.Clean(api.Text(triggerOf(name)))
	if known, found := api.FindTrigger(name.Name()); found {
		said += "  " + m.env.Theme.Muted.Render(known.Meaning)
	}
	return said
}

// wayLines say when the delivery came, what was answered, and what the targets did.
func (m Model) wayLines(p *screen.Fields) {
	t, d := m.env.Theme, m.detail.delivery
	const clock = "2006-01-02 15:04:05.000"
	if d.CopyOf != 0 {
		p.Field("Sent", d.Time.UTC().Format(clock)+" UTC, as an edited copy of another delivery")
	} else {
		p.Field("Received", d.Time.UTC().Format(clock)+" UTC")
		answer := t.Signs.Spell("waiting for the target…")
		if d.Status != 0 {
			answer = text.Count(d.Status)
		}
		p.Field("Answered", answer)
	}
	label := "Forwarded"
	for _, f := range d.Forwards {
		style, said := t.Text, t.Signs.Spell("waiting…")+" "+f.Target
		switch {
		case !f.Done:
		case f.Problem != "":
			style, said = t.Bad, f.Problem
			if !strings.Contains(said, f.Target) {
				said += m.env.Dot() + f.Target
			}
		default:
			said = text.Count(f.Status) + " in " + text.Took(f.Took) + " from " + f.Target
			if f.Status/100 != 2 {
				style = t.Bad
			}
		}
		p.Item(label, "", said, style)
		label = ""
	}
}

// headerLines are the headers, without what is secret in them.
func (m Model) headerLines(p *screen.Fields) {
	var all []screen.Pair
	for _, header := range m.detail.delivery.Headers.Masked() {
		for _, value := range header.Values {
			all = append(all, screen.Pair{Name: text.Clean(api.Text(header.Name)), Value: text.Clean(api.Text(value))})
		}
	}
	p.Pairs("Headers", all)
}

// Bounds of a body that is shown.
const (
	shownBody  = 64 << 10 // bytes
	shownLines = 2000
)

// bodyLines are the body, indented if it is JSON, or as it came.
func (m Model) bodyLines(p *screen.Fields) {
	t, body := m.env.Theme, m.detail.delivery.Body
	p.Blank()
	title, shown := "Body, "+text.Plural(len(body), "byte", "bytes"), body
	if pretty, is := indented(body); is && !m.raw {
		title, shown = title+", as JSON", pretty
	} else {
		title += ", as it came"
	}
	p.Lines = append(p.Lines, text.Cut(" "+t.Label.Render(title), p.Width, ""))
	if len(body) == 0 {
		return
	}
	cut := len(shown) > shownBody
	lines := safeLines(shown[:min(len(shown), shownBody)], max(1, p.Width-2*inset-1))
	if len(lines) > shownLines {
		lines, cut = lines[:shownLines], true
	}
	for _, line := range lines {
		p.Lines = append(p.Lines, " "+line)
	}
	if cut {
		p.Sentence(t.Muted, "The rest is not shown; "+m.env.Key("copy")+" copies all of it.")
	}
}

// indented writes a body as JSON is read, if it is JSON.
func indented(body []byte) ([]byte, bool) {
	const largest = 256 << 10 // what is larger is cut anyway, and takes long
	if len(body) == 0 || len(body) > largest {
		return nil, false
	}
	var b bytes.Buffer
	if json.Indent(&b, body, "", "  ") != nil {
		return nil, false
	}
	return b.Bytes(), true
}

// safeLines breaks foreign text into lines of a width. What a terminal would obey or not
// show is an escape.
func safeLines(foreign []byte, width int) []string {
	var lines []string
	whole := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", "    ").Replace(strings.ToValidUTF8(string(foreign), "\uFFFD"))
	for _, line := range strings.Split(strings.TrimSuffix(text.EscapeUnseen([]byte(whole)), "\n"), "\n") {
		indent := min(len(line)-len(strings.TrimLeft(line, " "))+2, width/2)
		before := ""
		for first := true; first || line != ""; first = false {
			var part string
			part, line = chunk(line)
			part = text.Clean(api.Text(part))
			for {
				head := fitting(part, max(1, width-len(before)))
				lines = append(lines, before+head)
				part, before = part[len(head):], strings.Repeat(" ", indent)
				if part == "" {
					break
				}
			}
		}
	}
	return lines
}

// fitting is what of a text fits so many cells, at least one character.
func fitting(s string, width int) string {
	head := text.Cut(s, width, "")
	if head == "" && s != "" {
		_, size := utf8.DecodeRuneInString(s)
		head = s[:size]
	}
	return head
}

// chunk cuts a part off a line that is short enough to be cleaned whole.
func chunk(line string) (part, rest string) {
	const most = 1024
	if len(line) <= most {
		return line, ""
	}
	at := most
	for at > 0 && !utf8.RuneStart(line[at]) {
		at--
	}
	return line[:at], line[at:]
}
