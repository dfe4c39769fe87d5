package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/text/unicode/norm"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/suggest"
	"corotui/internal/text"
)

// oneWebhook and someWebhooks are the arguments of commands on webhooks.
func oneWebhook(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("Name one webhook by its id or name")
	}
	return nil
}

func someWebhooks(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage("Name at least one webhook by its id or name")
	}
	return nil
}

// tellIncomplete tells that a list is incomplete, which is no reason to fail. Any
// other error is returned.
func (a *app) tellIncomplete(err error) error {
	if api.IsIncomplete(err) {
		a.tellf("%s", text.Sentence(err))
		return nil
	}
	return err
}

// listWebhooks returns the webhooks of the workspace. That some are missing is told.
func (a *app) listWebhooks(ctx context.Context, conn connection) ([]api.Webhook, error) {
	listed, err := conn.session.Webhooks(ctx, conn.workspace)
	return listed, a.tellIncomplete(err)
}

// workspaceName is what to call the workspace: its name where it was read, by this run or
// an earlier one, and else its id. It asks only this machine.
func (conn connection) workspaceName() string {
	name := conn.name
	if name == "" {
		known := account.KnownWorkspaces(conn.config)
		if at := slices.IndexFunc(known, func(w account.KnownWorkspace) bool { return w.ID == conn.workspace }); at >= 0 {
			name = known[at].Name
		}
	}
	return text.Clean(cmp.Or(name, api.Text(conn.workspace)))
}

// find returns the webhook that a word names: by its id, or by its name if
// only one has it. An id that the list does not show is asked for directly.
func (conn connection) find(ctx context.Context, listed []api.Webhook, word string) (api.Webhook, error) {
	var named, alike []api.Webhook
	composed := norm.NFC.String(word)
	for _, webhook := range listed {
		if string(webhook.ID) == word {
			return webhook, nil
		}
		if string(webhook.Name) == word {
			named = append(named, webhook)
		}
		if norm.NFC.String(string(webhook.Name)) == composed {
			alike = append(alike, webhook)
		}
	}
	if len(named) == 0 { // what looks the same may be written with other characters
		named = alike
	}
	switch len(named) {
	case 0:
		webhook, err := conn.session.Webhook(ctx, conn.workspace, api.WebhookID(word))
		// Some servers refuse an id that they do not know, and the list does not
		// have it either.
		if kind := api.KindOf(err); kind == api.KindInvalid || kind == api.KindNotFound || kind == api.KindForbidden {
			err = failedWith(codeNotFound, "No webhook %q in %s.%s List them with corotui webhooks list", word, conn.workspaceName(), nearWebhook(listed, word))
		}
		return webhook, err
	case 1:
		return named[0], nil
	}
	return api.Webhook{}, usage("%d webhooks in %s are named %q: %s. Give one of these ids instead", len(named), conn.workspaceName(), word, ids(named))
}

// nearWebhook asks for the webhook that a word most likely means, if one is near.
func nearWebhook(listed []api.Webhook, word string) string {
	names, all := make([]string, len(listed)), make([]string, len(listed))
	for i, w := range listed {
		names[i], all[i] = string(w.Name), string(w.ID)
	}
	for _, of := range [][]string{names, all} {
		near := suggest.Name(word, of)
		if at := slices.Index(of, near); near != "" && at >= 0 {
			return fmt.Sprintf(" Did you mean %s (%s)?", text.Quote(listed[at].Name), text.Clean(api.Text(listed[at].ID)))
		}
	}
	return ""
}
