package program

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	"corotui/config"
	"corotui/internal/doctor"
	"corotui/ui/theme"
)

// Facts examines the terminal that stdin and stdout are, if they are one, and asks
// it about itself. The error is a [Stopped]: the user pressed ctrl+c meanwhile.
func Facts(ctx context.Context, stdin, stdout any, environment []string) (doctor.TerminalFacts, error) {
	env := config.NewEnv(environment)
	facts := doctor.TerminalFacts{
		Term: env.Get("TERM"), UTF8: !theme.ASCIIOnly(env.Get), NoColor: env.Get("NO_COLOR") != "",
		SSH: env.Get("SSH_TTY") != "" || env.Get("SSH_CONNECTION") != "",
	}
	in, out, ok := asTerminal(stdin, stdout)
	if !ok {
		return facts, nil
	}
	facts.Present = true
	facts.Width, facts.Height, _ = term.GetSize(out.Fd()) // a size of 0x0 is what is told then
	facts.Colors = colors(colorprofile.Detect(out, environment))
	switch {
	case env.Get("TMUX") != "":
		facts.Multiplexer, facts.Clipboard = "tmux", tmuxClipboard(ctx, env)
	case env.Get("STY") != "":
		facts.Multiplexer = "screen"
	}
	if facts.Term == "dumb" || facts.Term == "" {
		return facts, nil // it would show the questions
	}
	said := interview(ctx, in, out)
	if strings.ContainsRune(said, interrupt) {
		return facts, Stopped{Signal: os.Interrupt}
	}
	facts.Answered = attributes.MatchString(said)
	facts.Copies = copies(said)
	facts.Widths = widths(said)
	return facts, nil
}

func colors(profile colorprofile.Profile) string {
	switch profile {
	case colorprofile.TrueColor:
		return "true color"
	case colorprofile.ANSI256:
		return "256 colors"
	case colorprofile.ANSI:
		return "16 colors"
	default:
		return "no colors"
	}
}

// tmuxClipboard is tmux's setting for copied text; empty where it does not tell.
func tmuxClipboard(ctx context.Context, env config.Env) string {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	ask := exec.CommandContext(ctx, "tmux", "show-options", "-sv", "set-clipboard")
	ask.Env = env.Without("COROTUI_CLIENT_SECRET")
	said, err := ask.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(said))
}

// samples are the characters whose width is measured.
var samples = []struct{ character, kind string }{
	{"●", "a sign"}, {"新", "a wide character"}, {"🚨", "an emoji"}, {"e\u0301", "a letter with an accent"},
}

// answerTime is how long the terminal has for all of its answers: a slow line
// takes most of a second.
const answerTime = 2 * time.Second

// interrupt is ctrl+c as a terminal in raw mode sends it, without a signal.
const interrupt = '\x03'

// interview draws each sample, asks where the cursor is after it, and last what
// every terminal answers; so nothing of the answers is left for the shell. It
// returns what the terminal said, and the user's ctrl+c with it.
func interview(ctx context.Context, in, out *os.File) string {
	before, err := term.MakeRaw(in.Fd())
	if err != nil {
		return ""
	}
	defer func() { _ = term.Restore(in.Fd(), before) }() // there is no one to tell, and the report continues
	reader, err := cancelreader.NewReader(in)
	if err != nil {
		return ""
	}
	defer func() { _ = reader.Close() }()
	var questions strings.Builder
	for _, sample := range samples {
		questions.WriteString("\r" + sample.character + ansi.RequestCursorPositionReport)
	}
	questions.WriteString("\r" + ansi.EraseEntireLine + ansi.RequestPrimaryDeviceAttributes)
	if _, err := out.WriteString(questions.String()); err != nil {
		return ""
	}
	stop := context.AfterFunc(ctx, func() { reader.Cancel() })
	defer stop()
	timer := time.AfterFunc(answerTime, func() { reader.Cancel() })
	defer timer.Stop()
	var said bytes.Buffer
	for buffer := make([]byte, 256); !attributes.Match(said.Bytes()) && bytes.IndexByte(said.Bytes(), interrupt) < 0; {
		n, err := reader.Read(buffer)
		said.Write(buffer[:n])
		if err != nil {
			break
		}
	}
	return said.String()
}

var (
	attributes = regexp.MustCompile(`\x1b\[\?([0-9;]*)c`)
	positions  = regexp.MustCompile(`\x1b\[\d+;(\d+)R`)
)

// clipboardAttribute is what a terminal that takes text for the clipboard names
// among its attributes.
const clipboardAttribute = "52"

func copies(said string) bool {
	match := attributes.FindStringSubmatch(said)
	return match != nil && slices.Contains(strings.Split(match[1], ";"), clipboardAttribute)
}

// widths reads how far each sample moved the cursor.
func widths(said string) []doctor.CharacterWidth {
	matches := positions.FindAllStringSubmatch(said, -1)
	if len(matches) != len(samples) {
		return nil
	}
	measured := make([]doctor.CharacterWidth, len(samples))
	for i, sample := range samples {
		column, err := strconv.Atoi(matches[i][1])
		if err != nil {
			return nil
		}
		measured[i] = doctor.CharacterWidth{
			Character: sample.character, Kind: sample.kind, Drawn: column - 1, Held: ansi.StringWidth(sample.character),
		}
	}
	return measured
}
