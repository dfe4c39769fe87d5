package screenshots

import (
	"fmt"
	"html"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// The look of the pictures. A cell is as wide as freeze takes it to be.
const (
	fontSize   = 14
	lineHeight = 1.2
	padding    = 16
	cellWidth  = fontSize / 1.68
	fonts      = "ui-monospace, 'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace"
	pngScale   = "1.5" // sharp enough to read, and small
)

// colours are those of a terminal: its own two, and the first sixteen, which
// are all that the program uses.
type colours struct {
	background, foreground string
	sixteen                [16]string
}

var darkColours = colours{"#0d1117", "#c9d1d9", [16]string{
	"#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
	"#8b949e", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#f0f6fc",
}}

var lightColours = colours{"#ffffff", "#24292f", [16]string{
	"#24292f", "#cf222e", "#116329", "#7d4e00", "#0969da", "#8250df", "#1b7c83", "#6e7781",
	"#57606a", "#a40e26", "#1a7f37", "#633c01", "#218bff", "#a475f9", "#3192aa", "#8c959f",
}}

// build makes freeze and what makes PNGs of its pictures, of the versions that
// draw/go.mod names, and returns the folder they are in.
func build(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	command := exec.CommandContext(t.Context(), "go", "build", "-C", "draw", "-o", folder, ".", "github.com/charmbracelet/freeze")
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, said)
	}
	return folder
}

// tool runs one of the tools that [build] made.
func tool(t *testing.T, tools, name string, args ...string) {
	t.Helper()
	if said, err := exec.CommandContext(t.Context(), filepath.Join(tools, name), args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, said)
	}
}

// draw writes the pictures of a frame, NAME.svg and NAME.png, with the tools.
func draw(t *testing.T, tools, frame, name string, f form) {
	t.Helper()
	svg := strings.Replace(paint(t, tools, frame, f), "</svg>", "<!-- "+seal(frame)+" -->\n</svg>", 1)
	if err := os.WriteFile(name+".svg", []byte(svg), 0o644); err != nil {
		t.Fatal(err)
	}
	tool(t, tools, "draw", pngScale, name+".svg", name+".png", seal(frame))
}

// paint returns the SVG of a frame.
func paint(t *testing.T, tools, frame string, f form) string {
	t.Helper()
	input, output := filepath.Join(t.TempDir(), "frame.ansi"), filepath.Join(t.TempDir(), "frame.svg")
	if err := os.WriteFile(input, []byte(f.colours.simplify(frame, f.width, f.height)), 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, tools, "freeze", input, "--config", "base", "--language", "ansi", "--output", output,
		"--background", f.colours.background, "--padding", fmt.Sprint(padding), "--font.family", fonts,
		"--font.size", fmt.Sprint(fontSize), "--line-height", fmt.Sprint(lineHeight))
	return anchor(read(t, output), f.width, f.height)
}

// simplify writes a frame with the few sequences that freeze knows: each run
// of one style begins with a reset and has a true colour. Bold, which freeze
// leaves out, is written as italic, which the program does not use.
func (c colours) simplify(frame string, width, height int) string {
	terminal := vt.NewEmulator(width, height)
	_, _ = terminal.WriteString(strings.ReplaceAll(frame, "\n", "\r\n"))
	var b strings.Builder
	for y := range height {
		var last string
		for x := 0; x < width; {
			cell := terminal.CellAt(x, y)
			style, content, cells := c.sequence(uv.Style{}), " ", 1
			if cell != nil && cell.Width > 0 {
				style, content, cells = c.sequence(cell.Style), cell.Content, cell.Width
			}
			if content == " " && last != "" && !strings.Contains(style+last, ";48;") && !strings.Contains(last, ";4m") {
				style = last // a blank looks the same in every style: it begins no run
			}
			if style != last || cells > 1 {
				b.WriteString(style)
			}
			b.WriteString(content)
			last = style
			if cells > 1 {
				last = "" // what follows a wide character begins a run, at its own place
			}
			x += cells
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}

// sequence is how freeze is told of a style.
func (c colours) sequence(style uv.Style) string {
	front, back := c.hex(style.Fg, c.foreground), c.hex(style.Bg, c.background)
	if style.Attrs&uv.AttrReverse != 0 {
		front, back = back, front
	}
	sequence := "\x1b[0;38;2;" + front
	if back != c.hex(nil, c.background) {
		sequence += ";48;2;" + back
	}
	if style.Attrs&uv.AttrBold != 0 {
		sequence += ";3"
	}
	if style.Underline != uv.UnderlineNone {
		sequence += ";4"
	}
	return sequence + "m"
}

// hex returns a colour as red, green and blue in decimal, separated by
// semicolons; other if there is none.
func (c colours) hex(of color.Color, other string) string {
	name := other
	switch of := of.(type) {
	case ansi.BasicColor:
		name = c.sixteen[of]
	case ansi.IndexedColor:
		name = fmt.Sprint(int(of))
		if int(of) < len(c.sixteen) {
			name = c.sixteen[of]
		}
	}
	r, g, b, _ := lipgloss.Color(name).RGBA()
	return fmt.Sprintf("%d;%d;%d", r>>8, g>>8, b>>8)
}

// A run of one style, as freeze writes it, and the line that it stands in.
var (
	line = regexp.MustCompile(`<text [^>]*>.*?</text>`)
	run  = regexp.MustCompile(`<tspan xml:space="preserve"([^>]*)>([^<]*)</tspan>`)
	dx   = regexp.MustCompile(` dx="[^"]*"`)
	back = regexp.MustCompile(`(<rect fill="[^"]*" x="[^"]*" y="[^"]*" height="[^"]*" width=")([0-9.]+)px"`)
	size = regexp.MustCompile(`width="[^"]*" height="[^"]*"`)
	clip = regexp.MustCompile(` clip-path="[^"]*"`) // by something that is not there
)

// anchor puts every run at its column and stretches it to its cells, so that
// the columns stand in line whichever fonts the viewer has. It takes off the
// half cell that freeze adds to a background, and gives the picture the size
// of its frame.
func anchor(svg string, width, height int) string {
	svg = clip.ReplaceAllString(svg, "")
	svg = line.ReplaceAllStringFunc(svg, func(text string) string {
		column := 0
		return run.ReplaceAllStringFunc(text, func(tspan string) string {
			parts := run.FindStringSubmatch(tspan)
			attributes, content := dx.ReplaceAllString(parts[1], ""), parts[2]
			cells := lipgloss.Width(html.UnescapeString(content))
			if cells == 0 {
				return ""
			}
			attributes = strings.ReplaceAll(attributes, `font-style="italic"`, `font-weight="bold"`)
			at := fmt.Sprintf(` x="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs"`,
				padding+float64(column)*cellWidth, float64(cells)*cellWidth)
			column += cells
			return `<tspan xml:space="preserve"` + at + attributes + ">" + content + "</tspan>"
		})
	})
	svg = back.ReplaceAllStringFunc(svg, func(rect string) string {
		parts := back.FindStringSubmatch(rect)
		wide, err := strconv.ParseFloat(parts[2], 64)
		if err != nil {
			return rect
		}
		return fmt.Sprintf(`%s%.2fpx"`, parts[1], wide-cellWidth/2)
	})
	dimensions := fmt.Sprintf(`width="%.0f" height="%.0f"`,
		2*padding+float64(width)*cellWidth, 2*padding+float64(height)*fontSize*lineHeight)
	return size.ReplaceAllString(svg, dimensions)
}
