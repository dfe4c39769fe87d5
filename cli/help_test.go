package cli_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestHelpOfEveryCommand: each command says what it is, how it is called and
// which flags it takes, in lines that fit the smallest usual terminal, and
// without a byte that only a terminal understands.
func TestHelpOfEveryCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	listed := regexp.MustCompile(`(?m)^  ([a-z-]+)  +[A-Z]`)
	seen := 0
	var look func(command ...string)
	look = func(command ...string) {
		seen++
		name := strings.Join(append([]string{"corotui"}, command...), " ")
		help := w.run("", append(command, "--help")...)
		help.want(t, 0, "Usage:\n  "+name, "\nFlags:\n", "--help")
		for line := range strings.Lines(help.stdout) {
			line = strings.TrimSuffix(line, "\n")
			if utf8.RuneCountInString(line) > 80 || strings.TrimRight(line, " ") != line || strings.Contains(line, "\x1b") {
				t.Errorf("%s --help has the line %q", name, line)
			}
		}
		if !strings.HasPrefix(help.stdout, strings.TrimSpace(help.stdout[:1])) || strings.Contains(help.stdout, "\n\n\n") {
			t.Errorf("%s --help has blank lines at its beginning, or two in a row", name)
		}
		_, commands, _ := strings.Cut(help.stdout, "\nCommands:\n")
		commands, _, _ = strings.Cut(commands, "\n\n")
		for _, below := range listed.FindAllStringSubmatch(commands, -1) {
			look(append(command[:len(command):len(command)], below[1])...)
		}
	}
	look()
	if seen < 41 {
		t.Errorf("only %d commands were found", seen)
	}
}

// TestFlagsOfTheScreens: long flags alone start the screens, for which no other
// command is made, and go wrong in the same words as elsewhere; whatever may be
// a command or asks for a text finds all of them.
func TestFlagsOfTheScreens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, args := range [][]string{nil, {"--demo"}, {"--timeout=5s"}, {"--"}} {
		w.run("", args...).want(t, 2, "terminal")
	}
	w.run("", "--nosuch").want(t, 2, "corotui has no flag --nosuch. List the flags with corotui --help")
	w.run("", "--concurrency=abc").want(t, 2, `--concurrency "abc": use a whole number`)
	w.run("", "frob").want(t, 2, "frob")
	for _, args := range [][]string{{"-h"}, {"--help"}, {"help"}, {"--demo", "--help"}, {"--help=true"}} {
		w.run("", args...).want(t, 0, "Commands:", "webhooks")
	}
	for _, args := range [][]string{{"-v"}, {"--version"}, {"--version=true"}} {
		w.run("", args...).want(t, 0, "corotui version")
	}
	w.run("", "__complete", "").want(t, 0, "webhooks", "doctor")
	w.run("", "__complete", "--").want(t, 0, "--profile", "--version")
}
