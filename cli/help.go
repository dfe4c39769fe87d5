package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"corotui/ui/keys"
)

// helpWidth is how wide help is, in cells: as wide as the smallest usual
// terminal, and the same wherever it is written to.
const helpWidth = 80

// help writes the help of a command. It is plain text, which goes through a
// pager and a pipe as it is and asks the terminal nothing. Cobra's own does not
// break lines.
func help(c *cobra.Command, _ []string) {
	out := c.OutOrStdout()
	for line := range strings.Lines(strings.TrimRight(cmp.Or(c.Long, c.Short), "\n")) {
		line = strings.TrimRight(line, "\n")
		hang := len(line) - len(strings.TrimLeft(line, " "))
		if hang > 0 {
			hang += 2 // the rest of a line is not the next one of a list
		}
		_, _ = fmt.Fprintln(out, broken(line, hang))
	}
	_ = howToCall(c, out) // like all that is written for people: there is no other place to say that it failed
}

// howToCall writes what a command takes.
func howToCall(c *cobra.Command, out io.Writer) error {
	if c.IsAdditionalHelpTopicCommand() {
		return nil // it is a text only
	}
	call := ""
	if c.Runnable() && !(c.HasParent() && c.HasAvailableSubCommands()) { // that one only says what is below it
		call = c.UseLine() + "\n"
	}
	if c.HasAvailableSubCommands() {
		call += c.CommandPath() + " [command]\n"
	}
	for _, part := range []struct{ title, text string }{
		{"Usage", indented(call)},
		{"Examples", indented(c.Example)},
		{"Commands", commandList(c, (*cobra.Command).IsAvailableCommand)},
		{"Flags", c.LocalFlags().FlagUsagesWrapped(helpWidth)},
		{"Flags of every command", c.InheritedFlags().FlagUsagesWrapped(helpWidth)},
		{"More help", commandList(c, (*cobra.Command).IsAdditionalHelpTopicCommand)},
	} {
		if part.text == "" {
			continue
		}
		if _, err := fmt.Fprintf(out, "\n%s:\n%s\n", part.title, strings.TrimRight(part.text, "\n")); err != nil {
			return fmt.Errorf("write the help: %w", err)
		}
	}
	return nil
}

// indented moves the lines of a text in.
func indented(text string) string {
	var lines strings.Builder
	for line := range strings.Lines(text) {
		lines.WriteString("  " + line)
	}
	return lines.String()
}

// broken breaks a line at blanks, so that it fits; the rest is moved in by so
// many blanks.
func broken(line string, hang int) string {
	rest := []rune(line)
	if len(rest) <= helpWidth {
		return line
	}
	at := helpWidth
	for at > hang && rest[at] != ' ' {
		at--
	}
	if at == hang { // a word that is wider than the help
		return line
	}
	return string(rest[:at]) + "\n" + broken(strings.Repeat(" ", hang)+string(rest[at+1:]), hang)
}

// commandList lists those commands below one that are such as is asked for.
func commandList(c *cobra.Command, such func(*cobra.Command) bool) string {
	var lines strings.Builder
	longest := 0
	for _, below := range c.Commands() {
		longest = max(longest, len(below.Name()))
	}
	for _, below := range c.Commands() {
		if such(below) {
			line := fmt.Sprintf("  %-*s  ", longest, below.Name())
			lines.WriteString(broken(line+below.Short, len(line)) + "\n")
		}
	}
	return lines.String()
}

// keysTopic is the help about keys, "corotui --help keys". It cannot be run.
func keysTopic() *cobra.Command {
	var lines strings.Builder
	lines.WriteString("The keys, and the names of their actions for the config file:\n")
	for _, group := range keys.Groups {
		fmt.Fprintf(&lines, "\n%s\n", group)
		for _, row := range keys.Default().Documented() {
			if row.Group == group {
				fmt.Fprintf(&lines, "  %-14s %-14s %s\n", row.Keys, row.Action, row.Meaning)
			}
		}
	}
	lines.WriteString("\nIn the config file:\n\n  keys:\n    toggle: [space, ctrl+t]\n")
	return &cobra.Command{Use: "keys", Short: "The keys of the terminal program (a help text)", Long: lines.String()}
}
