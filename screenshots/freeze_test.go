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

// freeze draws terminal text as a picture. It is run from its module and is no
// part of this one.
const freeze = "github.com/charmbracelet/freeze@v0.2.2"

// The look of the pictures. A cell is as wide as freeze takes it to be.
const (
	fontSize   = 14
	lineHeight = 1.2
	padding    = 16
	cellWidth  = fontSize / 1.68
	fonts      = "ui-monospace, 'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace"
	background = "#0d1117"
	foreground = "#c9d1d9"
)

// palette is the first sixteen colours, which are all that the program uses.
var palette = [16]string{
	"#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
	"#8b949e", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#f0f6fc",
}

// draw writes the picture of a frame of so many cells.
func draw(t *testing.T, frame, path string, width, height int) {
	t.Helper()
	input := filepath.Join(t.TempDir(), "frame.ansi")
	if err := os.WriteFile(input, []byte(simplify(frame, width, height)), 0o600); err != nil {
		t.Fatal(err)
	}
	output := filepath.Join(t.TempDir(), "frame.svg")
	command := exec.CommandContext(t.Context(), "go", "run", freeze, input,
		"--config", "base", "--language", "ansi", "--output", output,
		"--background", background, "--padding", fmt.Sprint(padding), "--font.family", fonts,
		"--font.size", fmt.Sprint(fontSize), "--line-height", fmt.Sprint(lineHeight))
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", freeze, err, said)
	}
	drawn, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	svg := strings.Replace(anchor(string(drawn), width, height), "</svg>", seal(frame)+"\n</svg>", 1)
	if err := os.WriteFile(path, []byte(svg), 0o644); err != nil {
		t.Fatal(err)
	}
}

// simplify writes a frame with the few sequences that freeze knows: each run
// of one style begins with a reset and has a true colour. Bold, which freeze
// leaves out, is written as italic, which the program does not use.
func simplify(frame string, width, height int) string {
	terminal := vt.NewEmulator(width, height)
	_, _ = terminal.WriteString(strings.ReplaceAll(frame, "\n", "\r\n"))
	var b strings.Builder
	for y := range height {
		var last string
		for x := 0; x < width; {
			cell := terminal.CellAt(x, y)
			style, content, cells := sequence(uv.Style{}), " ", 1
			if cell != nil && cell.Width > 0 {
				style, content, cells = sequence(cell.Style), cell.Content, cell.Width
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
func sequence(style uv.Style) string {
	front, back := hex(style.Fg, foreground), hex(style.Bg, background)
	if style.Attrs&uv.AttrReverse != 0 {
		front, back = back, front
	}
	sequence := "\x1b[0;38;2;" + front
	if back != hex(nil, background) {
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
func hex(c color.Color, other string) string {
	name := other
	switch c := c.(type) {
	case ansi.BasicColor:
		name = palette[c]
	case ansi.IndexedColor:
		if int(c) < len(palette) {
			name = palette[c]
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
)

// anchor puts every run at its column and stretches it to its cells, so that
// the columns stand in line whichever fonts the viewer has. It takes off the
// half cell that freeze adds to a background, and gives the picture the size
// of its frame.
func anchor(svg string, width, height int) string {
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
