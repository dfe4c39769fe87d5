package cli

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"

	"corotui/api"
	"corotui/cli/program"
	"corotui/internal/bulk"
	"corotui/internal/text"
)

// interactive reports that someone can be asked: stdin and stderr are a
// terminal.
func (a *app) interactive() bool {
	return program.IsTerminal(a.process.Stdin) && program.IsTerminal(a.process.Stderr)
}

// confirm asks a question on the terminal; without one the answer has to be on
// the command line. What undo will not bring back is said first. After a no the
// error says what declined does: nothing.
func (a *app) confirm(ctx context.Context, limits []string, question, declined string) error {
	if !a.interactive() {
		return usage("%s There is no terminal to ask on. Confirm with --yes", text.Clean(api.Text(strings.Join(append(limits, question), " "))))
	}
	a.tellAll(limits)
	answer, err := a.readLine(ctx, question+" [y/N] ")
	if err != nil {
		return err
	}
	if answer = strings.ToLower(strings.TrimSpace(answer)); answer == "y" || answer == "yes" {
		return nil
	}
	return failedWith(codeFailed, "%s", declined)
}

// readLine reads one line from the terminal.
func (a *app) readLine(ctx context.Context, prompt string) (string, error) {
	_, _ = fmt.Fprint(a.process.Stderr, prompt) // if it cannot be shown, it will not be answered
	answers := make(chan string, 1)
	go func() {
		answer, _ := bufio.NewReader(a.process.Stdin).ReadString('\n') // an end of the input is a no
		answers <- answer
	}()
	select {
	case answer := <-answers:
		return answer, nil
	case <-ctx.Done():
		return "", fmt.Errorf("ask: %w", ctx.Err())
	}
}

// confirmRun asks for a yes, or above a hundred webhooks for their number.
func (a *app) confirmRun(ctx context.Context, summary bulk.Summary, question, declined string) error {
	if !summary.Typed || !a.interactive() {
		return a.confirm(ctx, summary.Limits, question, declined)
	}
	a.tellAll(summary.Limits)
	answer, err := a.readLine(ctx, fmt.Sprintf("%s Type the number of webhooks: ", question))
	if err == nil && strings.TrimSpace(answer) != strconv.Itoa(summary.Changes) {
		err = failedWith(codeFailed, "%s", declined)
	}
	return err
}
