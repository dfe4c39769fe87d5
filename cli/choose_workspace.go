package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/apply"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// connection is what a command works with that asks the API something.
type connection struct {
	session   *account.Session
	config    config.Config
	workspace api.WorkspaceID
	name      api.Text      // the workspace's, where it was read; for the history
	seen      api.Workspace // all that was read of it
	log       *history.Log
	wishes    bulk.Wishes    // of a run of apply that is resumed
	writer    *change.Writer // has every change recorded: what scripts do can be undone, too
}

// connect reads the settings for a command that asks the API something.
func (a *app) connect(cmd *cobra.Command) (connection, error) {
	c, err := a.config(cmd)
	if err != nil {
		return connection{}, err
	}
	return a.connectWith(cmd, c)
}

// connectWith is connect for a command that has read the settings.
func (a *app) connectWith(cmd *cobra.Command, c config.Config) (connection, error) {
	s, err := a.session(cmd, c)
	if err != nil {
		return connection{}, err
	}
	log := account.OpenHistory(c.Paths)
	conn := connection{
		session: s, config: c, workspace: api.WorkspaceID(c.Workspace.Value),
		log: log, writer: s.NewWriter(log, change.WithFinish()), wishes: apply.Wishes(func() plan.Input { return a.resumeInput(s) }),
	}
	a.settle(cmd.Context(), conn)
	return conn, nil
}

// settle finds out what became of changes that an earlier program began and did
// not see the end of, and says so. It asks the server nothing when there are none.
func (a *app) settle(ctx context.Context, conn connection) {
	ends, err := conn.log.Settle(ctx, conn.session.Who(), conn.writer)
	if err != nil && ctx.Err() == nil {
		a.tellf("Could not check changes that were cut off: %s", text.Sentence(err))
	}
	for _, end := range ends {
		a.tellf("%s", text.Clean(end.Says()))
	}
}

// connectWorkspace is connect for a command that works in one workspace, which must
// be named.
func (a *app) connectWorkspace(cmd *cobra.Command) (connection, error) {
	conn, err := a.connect(cmd)
	if err == nil {
		err = someWorkspace(conn.workspace)
	}
	return conn, err
}

// someWorkspace is the error that no workspace is named.
func someWorkspace(workspace api.WorkspaceID) error {
	if workspace == "" {
		return usage("No workspace is set. Give its id with --workspace, COROTUI_WORKSPACE, or in the profile")
	}
	return nil
}

// mayChange says before the first request that nothing may be changed, in a command
// that changes something.
func (a *app) mayChange(conn connection) error {
	a.writes = true
	if reason := account.ReadOnly(conn.config); reason != "" {
		return &api.Error{Kind: api.KindRefused, Op: "change webhooks", Err: errors.New(reason)}
	}
	return nil
}

// desk is what runs over many webhooks are made with.
func (conn connection) runner() bulk.Runner {
	return bulk.Runner{
		Server: conn.session, Writer: conn.writer, Log: conn.log, Who: conn.session.Who(), ReadOnly: account.ReadOnly(conn.config),
		Wishes: conn.wishes,
	}
}
