package manual

import (
	"fmt"
	"strings"
)

// roff is a manual page that is being written, in the macros of man(7).
type roff struct{ text strings.Builder }

func (r *roff) write(text string) { r.text.WriteString(text) }

// section begins a section.
func (r *roff) section(title string) { r.macro("SH", strings.ToUpper(title)) }

// part begins a part of a section.
func (r *roff) part(title string) { r.macro("SS", title) }

// macro writes a request with one argument, if there is one.
func (r *roff) macro(name, argument string) {
	r.write("." + name)
	if argument != "" {
		r.write(` "` + strings.ReplaceAll(escaped(argument), `"`, `\(dq`) + `"`)
	}
	r.write("\n")
}

// term writes a tagged paragraph.
func (r *roff) term(tag, text string) {
	r.write(".TP\n")
	r.write(tag + "\n")
	r.prose(text)
}

// prose writes a line of text, in which what stands between backquotes is typed as it is.
func (r *roff) prose(text string) {
	var line strings.Builder
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			line.WriteString(bold(part))
		} else {
			line.WriteString(escaped(part))
		}
	}
	r.write(guarded(line.String()) + "\n")
}

// paragraphs writes a text of several lines. A line that is moved in belongs to a list:
// its start, up to a colon, is what the rest is about.
func (r *roff) paragraphs(text string) {
	first, inList := true, false
	for line := range strings.SplitSeq(text, "\n") {
		tag, about, listed := strings.Cut(strings.TrimLeft(line, " "), ": ")
		switch {
		case strings.TrimSpace(line) == "":
			continue
		case listed && strings.HasPrefix(line, " "):
			r.term(bold(tag), about)
			inList = true
		case !first || inList:
			r.macro("PP", "")
			fallthrough
		default:
			r.prose(strings.TrimSpace(line))
			inList = false
		}
		first = false
	}
}

// typed writes lines as they are typed.
func (r *roff) typed(text string) {
	r.write(".RS 4\n.nf\n")
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		r.write(guarded(literal(line)) + "\n")
	}
	r.write(".fi\n.RE\n")
}

// escaped is text without what roff would obey.
func escaped(text string) string { return strings.ReplaceAll(text, `\`, `\e`) }

// literal is text that is typed as it is: its hyphens are not those of words.
func literal(text string) string {
	return strings.NewReplacer("-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(escaped(text))
}

func bold(text string) string { return `\fB` + literal(text) + `\fR` }

func italic(text string) string { return `\fI` + literal(text) + `\fR` }

// guarded is a line that does not begin with a request.
func guarded(line string) string {
	if line != "" && strings.ContainsRune(".'", rune(line[0])) {
		return `\&` + line
	}
	return line
}

// heading is the first line of a page.
func heading(name, date string) string {
	return fmt.Sprintf(".TH %s 1 %s corotui \"corotui manual\"\n", strings.ToUpper(literal(name)), date)
}
