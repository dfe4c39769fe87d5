package cli_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"corotui/cli"
	"corotui/cli/program"
)

// stopping is a stdout that has the command told to end as soon as something is written.
type stopping struct{ stop func() }

func (s stopping) Write(data []byte) (int, error) {
	s.stop()
	return len(data), nil
}

// TestEndlessJQ: ctrl+c ends an expression that does not end, of a command that reads and
// of one that changes something.
func TestEndlessJQ(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"webhooks get " + tickets, "webhooks list", "webhooks enable " + tickets} {
		w := loggedIn(t)
		ctx, stop := context.WithCancelCause(t.Context())
		var stderr bytes.Buffer
		code := cli.Run(ctx, cli.Process{
			Args: append(strings.Fields(line), "--jq", "repeat(1)"), Env: w.env, Stdin: strings.NewReader(""), Stderr: &stderr,
			Stdout: stopping{func() { stop(program.Stopped{Signal: os.Interrupt}) }},
		})
		if code != 130 {
			t.Errorf("%s ends with %d: %s", line, code, &stderr)
		}
	}
}
