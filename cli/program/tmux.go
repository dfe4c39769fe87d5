package program

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"corotui/config"
)

// tmuxTime is how long tmux may take to take a text.
const tmuxTime = 2 * time.Second

// TmuxBuffer returns what puts a text into the buffer of the tmux that the program
// runs in; nil outside of one. The text goes by standard input: a command line is
// for every user of the machine to read.
func TmuxBuffer(env config.Env) func(context.Context, string) error {
	within := env.Get("TMUX")
	if within == "" {
		return nil
	}
	return func(ctx context.Context, text string) error {
		ctx, cancel := context.WithTimeout(ctx, tmuxTime)
		defer cancel()
		load := func(arguments ...string) error {
			tmux := exec.CommandContext(ctx, "tmux", append([]string{"load-buffer"}, arguments...)...) //nolint:gosec // arguments of our own
			tmux.Env = append(os.Environ(), "TMUX="+within)                                            // which children do not inherit
			tmux.Stdin = strings.NewReader(text)
			tmux.WaitDelay = time.Second
			said, err := tmux.CombinedOutput()
			if err != nil {
				return fmt.Errorf("%w %s", err, bytes.TrimSpace(said))
			}
			return nil
		}
		if load("-w", "-") == nil {
			return nil
		}
		return load("-") // tmux before 3.2 cannot hand it on to the terminal
	}
}
