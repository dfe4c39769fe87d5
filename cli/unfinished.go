package cli

import (
	"context"
	"time"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/text"
)

// tellUnfinished says that a run was interrupted, and what listeners did not delete.
func (a *app) tellUnfinished(ctx context.Context, conn connection) {
	a.tellOrphans(ctx, conn)
	runs, err := bulk.Unfinished(ctx, conn.log, conn.session.Who())
	if err != nil {
		a.tellf("Could not read the history, so interrupted runs are unknown: %s", text.Sentence(err))
	}
	for _, run := range runs {
		a.notef("A run (%s) of %s was interrupted with %d of %d left. Resume it with %s %s, or forget it with corotui fleet resume %s --abandon",
			text.Clean(api.Text(run.Kind)), run.Plan.At.Local().Format(time.DateTime), run.Open, run.Total, resumeCommand(run.Kind), text.Clean(api.Text(run.Set)), text.Clean(api.Text(run.Set)))
	}
}
