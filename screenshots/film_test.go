package screenshots

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"corotui/ui"
)

// The moving picture that the README begins with.
const (
	film      = "../docs/fix.svg"
	filmTexts = "fix" // the folder with the text of its frames
	filmLimit = 200 << 10
	capHeight = 34 // of the strip below the terminal, where the keys are named
)

// steps are the frames of the film: which key brings each, what is on the screen
// then, and for how many tenths of a second it stands.
var steps = []struct {
	name, key, label string
	shows            []string
	tenths           int
}{
	{"1-list", "", "a webhook was disabled 3 days ago", []string{"12 webhooks · fresh", "2 off"}, 22},
	{"2-selected", "down", "↓", []string{"12 webhooks · fresh"}, 12},
	{"3-detail", "enter", "enter", []string{"66b204f0c992d50b8b2f984c", "esc back"}, 28},
	{"4-enabled", "space", "space", []string{`Enabled "Billing to QuickBooks"`, "disabled → enabled"}, 30},
	{"5-back", "esc", "esc", []string{"12 webhooks", "1 off", "▌Billing to QuickBooks"}, 34},
}

// TestFilmShowsTheProgram fixes a webhook in the program, and compares each step
// with the film, or with -update makes the film anew.
func TestFilmShowsTheProgram(t *testing.T) {
	t.Parallel()
	f := forms[0]
	s := start(t, f.width, f.height, func(o *ui.Options) { o.Theme = f.theme })
	var tools string
	if updating() {
		tools = build(t)
		if err := os.MkdirAll(filmTexts, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var texts, drawn []string
	for _, step := range steps {
		if step.key != "" {
			s.Press(step.key)
		}
		s.WaitFor(step.shows...)
		name := filepath.Join(filmTexts, step.name+".ansi")
		if !updating() {
			have := read(t, name)
			s.WaitUntil(func(string) bool { return s.ANSI() == have },
				"is that of "+name+" (go test ./screenshots -update makes it anew), which shows\n"+ansi.Strip(have))
			texts = append(texts, have)
			continue
		}
		if step.key == "down" {
			s.WaitUntil(func(screen string) bool { return strings.Contains(screen, "▌Billing") }, "selects the second row")
		}
		frame := s.ANSI()
		if err := os.WriteFile(name, []byte(frame), 0o644); err != nil {
			t.Fatal(err)
		}
		texts, drawn = append(texts, frame), append(drawn, paint(t, tools, frame, f))
	}
	if updating() {
		if err := os.WriteFile(film, []byte(animate(drawn, f, seal(strings.Join(texts, "\f")))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	made := read(t, film)
	if !strings.Contains(made, seal(strings.Join(texts, "\f"))) {
		t.Errorf("%s is not drawn from the frames in %s; go test ./screenshots -update draws it anew", film, filmTexts)
	}
	if len(made) > filmLimit {
		t.Errorf("%s has %d bytes, more than a page should load", film, len(made))
	}
}

// animate puts the pictures of all steps over each other, and has one after the
// other be visible, for ever. Who asks for little motion sees one of them.
func animate(pictures []string, f form, comment string) string {
	total := 0
	for _, step := range steps {
		total += step.tenths
	}
	width, height := 2*padding+float64(f.width)*cellWidth, 2*padding+float64(f.height)*fontSize*lineHeight
	var style, frames strings.Builder
	from := 0
	for i, step := range steps {
		begin, end := float64(from)*100/float64(total), float64(from+step.tenths)*100/float64(total)
		from += step.tenths
		fmt.Fprintf(&style, ".f%d{animation-name:f%d}@keyframes f%d{0%%{visibility:hidden}%.2f%%{visibility:visible}%.2f%%{visibility:hidden}}\n",
			i, i, i, begin, end)
		fmt.Fprintf(&frames, "<g class=\"f f%d\">\n%s%s</g>\n", i, body(pictures[i]), caption(step.label, step.key != "", f, height))
	}
	fmt.Fprintf(&style, ".f%d{visibility:visible}@media (prefers-reduced-motion:reduce){.f{animation:none}}\n", len(steps)-1)
	return fmt.Sprintf(`<svg width="%.0f" height="%.0f" xmlns="http://www.w3.org/2000/svg" role="img">
<title>A disabled webhook is found, looked at and enabled</title>
<style>.f{visibility:hidden;animation:%.1fs step-end infinite}
%s</style>
<rect width="100%%" height="100%%" fill="%s"/>
%s<!-- %s -->
</svg>
`, width, height+capHeight, float64(total)/10, style.String(), f.colours.background, frames.String(), comment)
}

// body is what stands in an SVG of freeze's, without its background.
func body(svg string) string {
	begin, end := strings.Index(svg, "<g "), strings.LastIndex(svg, "</g>")
	return svg[begin:end] + "</g>\n"
}

// caption says below the terminal which key was pressed, or what is seen.
func caption(says string, isKey bool, f form, top float64) string {
	style := fmt.Sprintf(`font-family="%s" font-size="%d"`, fonts, fontSize)
	wide := float64(ansi.StringWidth(says)) * cellWidth
	text := fmt.Sprintf(`<text x="%.1f" y="%.1f" %s fill="%s">%s</text>`, padding+cellWidth, top+10, style, f.colours.foreground, says)
	if !isKey {
		return text + "\n"
	}
	return fmt.Sprintf(`<rect x="%d" y="%.1f" width="%.1f" height="24" rx="4" fill="none" stroke="%s"/>`, padding, top-7, wide+2*cellWidth,
		f.colours.sixteen[8]) + text + "\n"
}
