package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// temporaryWebhook is the webhook of --public-url: it exists as long as listen runs.
type temporaryWebhook struct {
	*app
	conn   connection
	name   api.Text
	secret mask.Secret
	goal   change.Goal
	known  []api.WebhookID
	mark   *history.Temporary // in the journal, from before it is created until it is deleted
	id     api.WebhookID      // empty until it is created
}

// prepare checks that the webhook may be created, before the port is opened.
func (o *listenOptions) prepare(cmd *cobra.Command) (*temporaryWebhook, error) {
	ctx := cmd.Context()
	conn, err := o.connectWorkspace(cmd)
	if err != nil {
		return nil, err
	}
	if err := o.mayChange(conn); err != nil {
		return nil, err
	}
	o.tellOrphans(ctx, conn)
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "localhost"
	}
	t := &temporaryWebhook{app: o.app, conn: conn, secret: mask.Generate(), name: api.Text(fmt.Sprintf("corotui listen %s %d", host, os.Getpid()))}
	fields := api.Fields{
		Name: t.name, Description: "Created by corotui listen, which deletes it at its end", URL: api.Text(o.publicURL),
		Secret: api.GivenSecret(t.secret.Reveal()), Status: api.Disabled,
	}
	for _, known := range api.KnownTriggers {
		fields.Triggers = append(fields.Triggers, api.Trigger(known.Name))
	}
	if problems := (change.Rules{}).New(fields).Problems(); problems.Err() != nil {
		return nil, t.explain(problems)
	}
	listed, err := o.listWebhooks(ctx, conn)
	if err != nil {
		return nil, err
	}
	t.conn.readWorkspace(ctx)
	for _, webhook := range listed {
		t.known = append(t.known, webhook.ID)
	}
	t.goal = change.Rules{LikeThese: listed}.New(fields)
	for _, p := range t.goal.Problems().Warnings() {
		o.notef("%s", text.Clean(api.Text(p.Says("--public-url"))))
	}
	return t, nil
}

// explain is the error of what cannot be sent.
func (t *temporaryWebhook) explain(problems change.Problems) error {
	var wrong misuse
	for _, p := range problems {
		if !p.Doubtful {
			wrong = append(wrong, p.Says("--public-url"))
		}
	}
	return wrong
}

// open creates the webhook, disabled, and enables it: the port is open. That it will be
// there is written down first, for the case that this program is killed.
func (t *temporaryWebhook) open(ctx context.Context) error {
	var err error
	if t.mark, err = t.conn.log.BeginTemporary(ctx, t.conn.session.Who(), t.conn.workspace, t.conn.name, t.name); err != nil {
		return fmt.Errorf("the history cannot be written, so no webhook was created: %w", err)
	}
	made := t.conn.writer.Do(ctx, change.Create{Workspace: t.conn.workspace, WorkspaceName: t.conn.name, Goal: t.goal, Known: t.known})
	if made.Now != nil {
		t.id = made.Now.ID
	}
	if err := t.failed(made); err != nil {
		return err
	}
	enabled := change.Rules{}.Edit(made.Now.Fields, change.WithStatus(made.Now.Fields, true))
	on := t.conn.writer.Do(ctx, change.Update{
		Workspace: t.conn.workspace, WorkspaceName: t.conn.name, Base: *made.Now, Goal: enabled, Secret: change.LeaveSecret,
	})
	if err := t.failed(on); err != nil {
		return err
	}
	t.notef("Created %s in %s, which is deleted at the end", text.Quote(t.name), t.conn.workspaceName())
	return nil
}

// failed is the error of a change that was not made, and tells what else there is to know
// of one that was.
func (t *temporaryWebhook) failed(outcome change.Outcome) error {
	for _, warning := range outcome.Warnings {
		t.notef("%s: %s", text.Quote(t.name), text.Clean(api.Text(warning)))
	}
	if bulk.Ended(bulk.Task{}, outcome).OK() {
		return nil
	}
	return failure(outcome, t.name)
}

// remove deletes the webhook, whatever has become of it. If that fails, it is offered to
// be deleted at the next start.
func (t *temporaryWebhook) remove(ctx context.Context) error {
	if t.mark == nil {
		return nil
	}
	if t.id == "" {
		return t.lost(ctx)
	}
	now, err := t.conn.session.Webhook(ctx, t.conn.workspace, t.id)
	if api.KindOf(err) == api.KindNotFound {
		return t.mark.End(ctx)
	}
	if err == nil {
		err = t.failed(t.conn.writer.Do(ctx, change.Delete{Workspace: t.conn.workspace, WorkspaceName: t.conn.name, Base: now}))
	}
	if err != nil {
		return errors.Join(t.left(err), t.mark.Leave())
	}
	t.notef("Deleted %s in %s", text.Quote(t.name), t.conn.workspaceName())
	return t.mark.End(ctx)
}

// lost ends a webhook of which it is not known whether it was created: the journal keeps
// it if it may have been.
func (t *temporaryWebhook) lost(ctx context.Context) error {
	if err := t.mark.Leave(); err != nil {
		return err
	}
	_, err := t.conn.log.Orphans(ctx, t.conn.session.Who(), t.conn.session, true)
	return err
}

// left is the error of a webhook that could not be deleted.
func (t *temporaryWebhook) left(why error) error {
	return failedWith(codeOf(why), "Could not delete %s: %s. Delete it with corotui webhooks delete %s --workspace %s",
		text.Quote(t.name), text.Sentence(why), text.Clean(api.Text(t.id)), text.Clean(api.Text(t.conn.workspace)))
}

// tellOrphans says of webhooks that listeners left behind how to delete them.
func (a *app) tellOrphans(ctx context.Context, conn connection) {
	orphans, err := conn.log.Orphans(ctx, conn.session.Who(), conn.session, account.ReadOnly(conn.config) == "")
	if err != nil && ctx.Err() == nil {
		a.tellf("Could not look for webhooks of corotui listen that were not deleted: %s", text.Sentence(err))
	}
	for _, o := range orphans {
		a.notef("%s. Delete it with corotui webhooks delete %s --workspace %s", text.Clean(o.Says()),
			text.Clean(api.Text(o.Webhook.ID)), text.Clean(api.Text(o.Workspace)))
	}
}
