package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"time"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/environment"
	"corotui/internal/process"
	"corotui/internal/text"
)

// The bounds of the command of --on-change.
const (
	onChangeTime  = time.Minute
	onChangeLimit = 64 << 10 // bytes of its output
)

// notify runs the command of --on-change for one event, which it reads as a line of JSON.
// That it fails is told, and stops nothing; the error is that it was stopped.
func (o *fleetWatchOptions) notify(ctx context.Context, e fleetNews) error {
	line, err := output.Line(e)
	if err != nil {
		return err
	}
	result, err := process.Run(ctx, process.Command{
		Argv: process.Shell(o.onChange), Env: o.env.Without(environment.Secret), Stdin: line, Time: onChangeTime, Limit: onChangeLimit, Apart: true,
	})
	if ctx.Err() != nil && err != nil {
		return ctx.Err()
	}
	for _, said := range [][]byte{result.Stdout, result.Stderr} {
		for lines := bufio.NewScanner(bytes.NewReader(said)); lines.Scan(); {
			o.notef("%s", text.Clean(api.Text(lines.Text())))
		}
	}
	o.notified++
	if err == nil {
		return nil
	}
	o.failures++
	ended := process.Ended(err)
	if errors.Is(err, process.ErrTooLong) {
		ended = "did not end within " + text.Took(onChangeTime) + " and was stopped"
	}
	o.tellf("--on-change for %s in %s %s", text.Quote(e.Webhook.Name), text.Clean(e.Workspace.Name()), ended)
	return nil
}
