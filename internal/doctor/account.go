package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/text"
)

// The names of the checks.
const (
	checkKept      = "kept token"
	checkToken     = "token"
	checkWorkspace = "workspace"
)

// What to do about an answer that is not the API's, and about a server in trouble.
const (
	notTheAPI   = "check the API URL, and whether a proxy or the network's login page answers instead"
	tellSupport = "try again; if it still fails, send the time and this report to Coro's support"
)

// examineKept looks for the token of an earlier run, with which a start asks for
// none. One that cannot be used costs a request and no more.
func examineKept(ctx context.Context, s Subject) Finding {
	token, err := s.SavedToken(ctx)
	if left := token.Expires.Sub(s.Now()).Round(time.Minute); err == nil && left > 0 {
		return ok(Account, checkKept, "good for "+life(left)+", by its date")
	}
	if err == nil || errors.Is(err, api.ErrNoToken) {
		return ok(Account, checkKept, "none, so the next start requests one")
	}
	if wrong, known := errors.AsType[*config.Error](err); known {
		f := Finding{Group: Account, Name: checkKept, Verdict: Warning, Cause: err}
		f.Says, f.Next = split(anonymous(wrong.Error(), s.Config.Profile.Value, homeOf(s.Config)))
		return f
	}
	return Finding{Group: Account, Name: checkKept, Verdict: Warning, Says: "unreadable, so the next start requests one", Cause: err}
}

// examineAccount proves the credentials, looks whether the workspace can be
// seen, and then which of its open behaviors the API has.
func examineAccount(ctx context.Context, s Subject, take func(Finding)) {
	client, err := s.Client(ctx)
	if err == nil {
		err = client.Authenticate(ctx)
	}
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		take(refusedToken(s, err))
		take(skipped(Account, checkWorkspace, "no token"))
		return
	}
	took := ok(Account, checkToken, "the credentials work")
	if left := client.TokenExpires().Sub(s.Now()); left > 0 {
		took.Says = "the credentials work; a new token is valid for " + life(left)
	}
	take(took)
	id := api.WorkspaceID(s.Config.Workspace.Value)
	if id == "" {
		take(warning(Account, checkWorkspace, "none is set, so the API cannot be checked",
			"set one with --workspace, COROTUI_WORKSPACE, or in the profile"))
		return
	}
	seen, webhooks := examineWorkspace(ctx, client, id)
	take(seen)
	if f, found := examineOrphans(ctx, s); found {
		take(f)
	}
	// In what form an answer comes that is not understood is worth knowing.
	if seen.Verdict == Failed && api.KindOf(seen.Cause) != api.KindAnswer || ctx.Err() != nil {
		return
	}
	examineVariants(ctx, client, id, webhooks, take)
}

// examineOrphans looks for webhooks that programs made for themselves and did not delete.
// That there are none is not worth a line.
func examineOrphans(ctx context.Context, s Subject) (Finding, bool) {
	if s.Orphans == nil {
		return Finding{}, false
	}
	const name = "temporary webhooks"
	places, err := s.Orphans(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		return warning(Account, name, "it is unknown whether corotui listen left some: "+tidy(text.Sentence(err), s.Config.Env.Get("HOME")),
			"check again when the workspaces can be read"), true
	case len(places) == 0:
		return Finding{}, false
	}
	said := make([]string, len(places))
	for i, id := range places {
		said[i] = short(string(id))
	}
	return warning(Account, name, fmt.Sprintf("%s of corotui listen still there, in %s", text.Plural(len(places), "webhook", "webhooks"), strings.Join(said, ", ")),
		"start corotui, which offers to delete it, or take its id from corotui webhooks list"), true
}

// life is how long a token lives, in minutes where there are some.
func life(left time.Duration) string {
	if left < time.Minute {
		return left.Round(time.Second).String()
	}
	return strings.TrimSuffix(left.Round(time.Minute).String(), "0s")
}

// refusedToken says why no token, as far as the answer tells.
func refusedToken(s Subject, err error) Finding {
	f := Finding{Group: Account, Name: checkToken, Verdict: Failed, Cause: err}
	refused, answered := errors.AsType[*api.Error](err)
	switch {
	case !answered || refused.Kind == api.KindAuth && refused.Status == 0: // no one was asked
		return lostSecret(s.Config, homeOf(s.Config), Account, checkToken, err)
	case refused.Kind == api.KindAuth:
		f.Says = fmt.Sprintf("the server refused the credentials (%d)", refused.Status)
		f.Next = refused.Suspect() + "; corotui login tries and stores credentials"
	case refused.Kind == api.KindAnswer:
		f.Says, f.Next = fmt.Sprintf("the server did not return a token (%d)", refused.Status), notTheAPI
	default:
		f.Says = fmt.Sprintf("the server returned no token (%s)", refused.Kind)
		if refused.Status != 0 {
			f.Says = fmt.Sprintf("the server returned no token (%d)", refused.Status)
		}
		f.Next = tellSupport
	}
	return f
}

// counted says how many webhooks there are.
func counted(webhooks int) string {
	if webhooks == 1 {
		return "1 webhook"
	}
	return fmt.Sprintf("%d webhooks", webhooks)
}

// examineWorkspace lists the webhooks, as the program does at its start.
func examineWorkspace(ctx context.Context, client *api.Client, id api.WorkspaceID) (Finding, []api.Webhook) {
	webhooks, err := client.Webhooks(ctx, id)
	if err == nil || api.IsIncomplete(err) {
		off := 0
		for _, w := range webhooks {
			if !w.Status.On() {
				off++
			}
		}
		f := ok(Account, checkWorkspace, fmt.Sprintf("%s has %s, %d not enabled", short(string(id)), counted(len(webhooks)), off))
		if err != nil {
			f.Verdict, f.Says = Warning, f.Says+", and more that the server does not return"
			f.Next = "see the others in Coro's console, and report it to Coro's support; below is how the server pages"
		}
		return f, webhooks
	}
	called := "the webhooks of " + short(string(id))
	f := failed(Account, checkWorkspace, called+" cannot be listed", "try again", err)
	refused, answered := errors.AsType[*api.Error](err)
	if !answered || refused.Status == 0 {
		return f, nil
	}
	switch refused.Kind {
	case api.KindForbidden:
		f.Says, f.Next = "these credentials have no access to "+short(string(id)), "check the workspace id, or use the credentials of its channel"
	case api.KindAnswer:
		f.Says, f.Next = fmt.Sprintf("could not read %s: unexpected answer (%d)", called, refused.Status), notTheAPI
	case api.KindServer, api.KindRateLimit:
		f.Says, f.Next = fmt.Sprintf("could not list %s now (%d)", called, refused.Status), tellSupport
	default:
		f.Says, f.Next = fmt.Sprintf("could not list %s (%d, %s)", called, refused.Status, refused.Kind), "check the workspace id and the API URL"
	}
	return f, nil
}
