package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/environment"
	"corotui/internal/process"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/work"
)

// The bounds of a command of the user's own.
const (
	userCommandTime  = 10 * time.Minute
	userCommandLimit = 1 << 20 // bytes of its output
)

// shown says what becomes of the output of a command.
var shown = map[string]work.Shown{config.OutputStatus: work.ShownInStatus, config.OutputPage: work.ShownOnPage, config.OutputNone: work.NotShown}

var errStopped = errors.New("was stopped")

// running counts the user's own commands that run, until none may begin any more.
type running struct {
	mu    sync.Mutex
	over  bool
	count sync.WaitGroup
}

// begin reports whether one may begin. If so, count is told of its end.
func (r *running) begin() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.over {
		r.count.Add(1)
	}
	return !r.over
}

// end lets none begin, and waits for those that run.
func (r *running) end() {
	r.mu.Lock()
	r.over = true
	r.mu.Unlock()
	r.count.Wait()
}

// userCommands are those of the config file. end returns once none runs any more, after
// their context was cancelled.
func (a *app) userCommands(c config.Config) (commands []work.UserCommand, end func()) {
	var under running
	env := a.env.Without(environment.Secret)
	for i, configured := range c.Commands {
		command := process.Command{Argv: configured.Run, Env: env, Time: userCommandTime, Limit: userCommandLimit, Apart: true}
		commands = append(commands, work.UserCommand{
			Command: namesOf(c.Commands)[i], Show: shown[configured.Output], Secrets: configured.Secrets,
			Run: func(ctx context.Context, webhook string) (string, error) {
				if !under.begin() {
					return "", errStopped
				}
				defer under.count.Done()
				command := command
				command.Stdin = webhook
				return runUserCommand(ctx, command)
			},
		})
	}
	return commands, under.end
}

// namesOf are the names and keys of commands.
func namesOf(configured []config.UserCommand) []keys.Command {
	commands := make([]keys.Command, len(configured))
	for i, one := range configured {
		commands[i] = keys.Command{Name: text.Clean(api.Text(one.Name)), Key: one.Key}
	}
	return commands
}

// withCommands adds the user's own commands to the keys.
func withCommands(all keys.Map, configured []config.UserCommand) (keys.Map, error) {
	commands := namesOf(configured)
	for i, one := range configured {
		if _, err := all.WithCommands(commands[:i+1]); err != nil {
			return keys.Map{}, &config.Error{Where: string(one.Source), Problem: err.Error(), Cause: err}
		}
	}
	return all.WithCommands(commands)
}

// runUserCommand runs one, and returns what it printed, or how it failed in words.
func runUserCommand(ctx context.Context, c process.Command) (string, error) {
	result, err := process.Run(ctx, c)
	printed := string(result.Stdout)
	if result.Cut {
		printed += fmt.Sprintf("\n… only the first %d KiB are kept", userCommandLimit>>10)
	}
	switch complaint, _, _ := strings.Cut(strings.TrimSpace(string(result.Stderr)), "\n"); {
	case err == nil:
		return printed, nil
	case errors.Is(err, context.Canceled):
		return printed, errStopped
	case errors.Is(err, process.ErrTooLong):
		return printed, fmt.Errorf("did not end within %s and was stopped", text.Took(c.Time))
	case complaint != "":
		return printed, fmt.Errorf("%s: %s", process.Ended(err), text.Clean(api.Text(complaint)))
	default:
		return printed, errors.New(process.Ended(err))
	}
}
