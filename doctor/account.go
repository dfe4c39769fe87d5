package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"corotui/api"
	"corotui/config"
)

// checkWorkspace is the name of the check of the workspace.
const checkWorkspace = "workspace"

// examineAccount proves the credentials, looks whether the workspace can be
// seen, and then which of its open behaviours the API has.
func examineAccount(ctx context.Context, s Subject, take func(Finding)) {
	client, err := s.Client(ctx)
	if err == nil {
		err = client.Authenticate(ctx)
	}
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		take(refusedToken(err))
		take(skipped(Account, checkWorkspace, "there is no token"))
		return
	}
	took := ok(Account, "token", "the credentials are good")
	if left := client.TokenExpires().Sub(s.Now()); left > 0 {
		took.Says = fmt.Sprintf("the credentials are good; a new token lives %s", strings.TrimSuffix(left.Round(time.Minute).String(), "0s"))
	}
	take(took)
	id := api.WorkspaceID(s.Config.Workspace.Value)
	if id == "" {
		take(Finding{
			Group: Account, Name: checkWorkspace, Verdict: Warning, Says: "none is named, so the API cannot be looked at",
			Next: "give one with --workspace, COROTUI_WORKSPACE or in the profile",
		})
		return
	}
	seen, webhooks := examineWorkspace(ctx, client, id)
	take(seen)
	if seen.Verdict == Failed || ctx.Err() != nil {
		return
	}
	examineVariants(ctx, client, id, webhooks, take)
}

// refusedToken says why there is no token, as far as the answer tells.
func refusedToken(err error) Finding {
	f := Finding{Group: Account, Name: "token", Verdict: Failed, Says: "no token was given", Cause: err, Next: "corotui login"}
	var refused *api.Error
	switch {
	case errors.Is(err, config.ErrNoSecret):
		f.Says = "the secret is not where it should be"
	case !errors.As(err, &refused):
		f.Says, f.Next = "the secret cannot be read", "corotui profiles says where it should be; corotui login stores it anew"
	case refused.Kind == api.KindAuth:
		f.Says = fmt.Sprintf("the server refused the credentials (%d)", refused.Status)
		f.Next = "check client id, secret, region and audience; corotui login tries and stores a pair"
	default:
		f.Says = fmt.Sprintf("the server gave no token (%s)", refused.Kind)
		if refused.Status != 0 {
			f.Says = fmt.Sprintf("the server gave no token (%d)", refused.Status)
		}
		f.Next = "try again; if it stays so, give the time and this report to Coro's support"
	}
	return f
}

// examineWorkspace lists the webhooks, as the program does at its start.
func examineWorkspace(ctx context.Context, client *api.Client, id api.WorkspaceID) (Finding, []api.Webhook) {
	webhooks, err := client.Webhooks(ctx, id)
	var refused *api.Error
	switch {
	case err == nil:
		off := 0
		for _, w := range webhooks {
			if !w.Status.On() {
				off++
			}
		}
		return ok(Account, checkWorkspace, fmt.Sprintf("%s has %d webhooks, %d not enabled", short(string(id)), len(webhooks), off)), webhooks
	case api.KindOf(err) == api.KindForbidden:
		return Finding{
			Group: Account, Name: checkWorkspace, Verdict: Failed, Says: "these credentials have no access to " + short(string(id)),
			Next: "check the workspace's id, or use the credentials of its channel", Cause: err,
		}, nil
	case errors.As(err, &refused) && refused.Status != 0:
		return Finding{
			Group: Account, Name: checkWorkspace, Verdict: Failed, Says: fmt.Sprintf("the webhooks of %s cannot be listed (%d, %s)", short(string(id)), refused.Status, refused.Kind),
			Next: "check the workspace's id and the API URL", Cause: err,
		}, nil
	}
	return Finding{
		Group: Account, Name: checkWorkspace, Verdict: Failed, Says: "the webhooks of " + short(string(id)) + " cannot be listed", Next: "try again", Cause: err,
	}, nil
}
