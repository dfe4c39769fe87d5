package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// allWorkspacesFlag has ids looked for in all workspaces.
func allWorkspacesFlag(c *cobra.Command, all *bool) {
	c.Flags().BoolVar(all, "all-workspaces", false, "find the webhooks by their ids in every workspace below the channel")
}

// operands returns the webhooks that words name, by ids or names, where they live, and
// how those ended that name nothing or too much.
func (a *app) operands(ctx context.Context, conn *connection, words []string, everywhere bool) ([]found, []bulk.Result, error) {
	if everywhere {
		return a.operandsEverywhere(ctx, *conn, words)
	}
	listed, err := a.listWebhooks(ctx, *conn)
	if err != nil {
		return nil, nil, err
	}
	var all []found
	var missing []bulk.Result
	lineage := conn.lineage(ctx, listed)
	for _, word := range words {
		webhook, err := conn.find(ctx, listed, word)
		if err != nil {
			if len(words) == 1 || ctx.Err() != nil {
				return nil, nil, err
			}
			missing = append(missing, conn.notFound(word, err))
			continue
		}
		all = append(all, found{workspace: conn.asWorkspace(), webhook: webhook, origin: lineage.Origin(conn.workspace, &webhook)})
	}
	return all, missing, nil
}

// notFound is how a word ended that names no webhook of the workspace.
func (conn connection) notFound(word string, err error) bulk.Result {
	return unnamed(bulk.Item{Workspace: conn.workspace, WorkspaceName: conn.name}, word, change.Failed, err)
}

// unnamed is how a word ended that names no webhook of a place, which is empty where it
// was looked for everywhere.
func unnamed(place bulk.Item, word string, kind change.Kind, err error) bulk.Result {
	place.Webhook = api.Webhook{ID: api.WebhookID(word), Fields: api.Fields{Name: api.Text(word)}}
	return bulk.Result{Task: bulk.Task{Item: place}, Kind: kind, Err: err}
}

// operandsEverywhere looks for ids in all workspaces of the fleet.
func (a *app) operandsEverywhere(ctx context.Context, conn connection, words []string) ([]found, []bulk.Result, error) {
	s := &scanning{app: a, concurrency: api.DefaultConcurrency, limit: fleet.DefaultLimit}
	places, named := make(map[api.WebhookID]found), make(map[string][]found)
	scanned := s.scan(ctx, s.scanner(conn), func(one found) {
		if slices.Contains(words, string(one.webhook.ID)) {
			places[one.webhook.ID] = one
		}
		if name := string(one.webhook.Name); slices.Contains(words, name) {
			named[name] = append(named[name], one)
		}
	})
	if scanned != nil && codeOf(scanned) != codePartly {
		return nil, nil, scanned
	}
	var all []found
	var missing []bulk.Result
	for _, word := range words {
		one, there := places[api.WebhookID(word)]
		if there {
			all = append(all, one)
			continue
		}
		err := conn.notAnID(word, named[word])
		if len(words) == 1 {
			return nil, nil, cmp.Or(scanned, err)
		}
		missing = append(missing, unnamed(bulk.Item{}, word, change.Gone, err))
	}
	return all, missing, nil
}

// notAnID is the error of a word that is the id of no webhook of the fleet. If some have
// it as their name, their ids are told.
func (conn connection) notAnID(word string, named []found) error {
	if len(named) == 0 {
		return failedWith(codeNotFound, "No webhook with the id %q in any workspace below %s. List them with corotui fleet list", word, conn.workspaceName())
	}
	all := make([]string, len(named))
	for i, one := range named {
		all[i] = fmt.Sprintf("%s in %s (%s)", text.Clean(api.Text(one.webhook.ID)), text.Clean(one.workspace.Name()), text.Clean(api.Text(one.workspace.ID)))
	}
	return usage("%q is a name, and --all-workspaces takes ids. Give one of these: %s", word, strings.Join(all, "; "))
}

// ids lists the ids of webhooks of one name, for someone who has to choose.
func ids(webhooks []api.Webhook) string {
	all := make([]string, len(webhooks))
	for i, w := range webhooks {
		all[i] = text.Clean(api.Text(w.ID))
	}
	return strings.Join(all, ", ")
}
