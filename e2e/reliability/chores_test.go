package reliability_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
)

// chore is one column of the matrix: something that the program does, and the
// operation of it that the mishap strikes.
type chore struct {
	name    string
	strikes emulator.Operation
	writes  emulator.Operation // the write that it makes; empty: it only reads
	items   int                // webhooks that it is about, all at once
	do      func(context.Context, *cell) []ending
}

// ending is how one item of a chore ended, as the program knows it.
type ending struct {
	webhook api.WebhookID
	outcome change.Outcome // of a read: done, or failed with an error
	less    bool           // it came out in a poorer form
	shown   int            // of a test: the status that is shown; 0 without one
}

// chores are the columns. A token and a single webhook are asked for on the way
// to a change, so they are watched there: the toggle of a webhook.
func chores() []chore {
	return []chore{
		{"token", emulator.OpToken, emulator.OpUpdate, 1, toggle},
		{"search", emulator.OpSearch, "", 1, searches},
		{"list", emulator.OpList, "", 1, lists},
		{"get", emulator.OpGet, emulator.OpUpdate, 1, toggle},
		{"create", emulator.OpCreate, emulator.OpCreate, 1, creates},
		{"update", emulator.OpUpdate, emulator.OpUpdate, 1, toggle},
		{"delete", emulator.OpDelete, emulator.OpDelete, 1, deletes},
		{"test", emulator.OpTest, "", 1, tests},
		{"3 marked", emulator.OpUpdate, emulator.OpUpdate, 3, toggle},
	}
}

// The tenants of these tests: a channel with webhooks, and clients below it.
const (
	channel   = "acmechannel_AB12_c"
	bystander = "66b204f0c992d50b8b2f9800"
)

// targets are the webhooks that are changed; the first is that of a single one.
var targets = []api.WebhookID{"66b204f0c992d50b8b2f9801", "66b204f0c992d50b8b2f9802", "66b204f0c992d50b8b2f9803"}

func tenants() emulator.Seed {
	hook := func(id, name string) emulator.SeedWebhook {
		return emulator.SeedWebhook{
			ID: id, Name: name, URL: "https://hooks.acme.example/" + id, Secret: "s-" + id, Status: "disabled",
			Headers:  []emulator.SeedHeader{{Name: "Authorization", Value: "Bearer h-" + id}, {Name: "X-Env", Value: "prod"}},
			Triggers: []string{"workspaceCreated.v1", "protected-users-added"}, Created: 72 * time.Hour, Changed: 24 * time.Hour,
			Extra: `"ownerTeam":"billing","weights":[1,2.50,12345678901234567890]`,
		}
	}
	webhooks := []emulator.SeedWebhook{hook(bystander, "Bystander")}
	for i, id := range targets {
		webhooks = append(webhooks, hook(string(id), fmt.Sprintf("Target %d", i+1)))
	}
	return emulator.Seed{Workspaces: []emulator.SeedWorkspace{
		{ID: channel, DisplayName: "Acme Channel", Type: "channel", Webhooks: webhooks},
		{ID: "northwind_N3D5_x", DisplayName: "Northwind", Type: "child", Parent: channel},
		{ID: "contoso_C0N7_x", DisplayName: "Contoso", Type: "child", Parent: channel},
	}}
}

// toggle enables webhooks, all at once as a marked set does.
func toggle(ctx context.Context, c *cell) []ending {
	endings := make([]ending, c.chore.items)
	var all sync.WaitGroup
	for i, id := range targets[:c.chore.items] {
		all.Go(func() {
			base := c.seen[id]
			endings[i] = ending{webhook: id, outcome: c.writer.Do(ctx, change.Update{
				Workspace: channel, Base: base, Goal: change.Rules{}.Edit(base.Fields, change.WithStatus(base.Fields, true)), Set: "marked",
			})}
		})
	}
	all.Wait()
	return endings
}

// newcomer is what is created.
var newcomer = api.Fields{
	Name: "Newcomer", URL: "https://new.example/in", Status: api.Enabled,
	Triggers: []api.Trigger{"workspace-created"}, Secret: api.GivenSecret("s-newcomer"),
}

func creates(ctx context.Context, c *cell) []ending {
	known := make([]api.WebhookID, 0, len(c.seen))
	for id := range c.seen {
		known = append(known, id)
	}
	return []ending{{outcome: c.writer.Do(ctx, change.Create{Workspace: channel, Goal: change.Rules{}.New(newcomer.Clone()), Known: known})}}
}

func deletes(ctx context.Context, c *cell) []ending {
	id := targets[0]
	return []ending{{webhook: id, outcome: c.writer.Do(ctx, change.Delete{Workspace: channel, Base: c.seen[id]})}}
}

func lists(ctx context.Context, c *cell) []ending {
	found, err := c.client.Webhooks(ctx, channel)
	if err == nil && len(found) != len(c.seen) {
		c.wrongf("the list has %d webhooks without an error", len(found))
	}
	return read(err)
}

// searches looks for the workspaces below the channel. Ids alone are poorer
// than names.
func searches(ctx context.Context, c *cell) []ending {
	found, err := c.client.Workspaces(ctx, channel)
	endings := read(err)
	below := 0
	for _, w := range found {
		if w.ID != channel {
			below++
			endings[0].less = endings[0].less || w.DisplayName == ""
		}
	}
	if err == nil && below != 2 {
		c.wrongf("the search found %d workspaces without an error", below)
	}
	return endings
}

func tests(ctx context.Context, c *cell) []ending {
	result, err := c.client.TestWebhook(ctx, channel, targets[0])
	endings := read(err)
	endings[0].shown = result.Status
	return endings
}

// read is the ending of something that changes nothing.
func read(err error) []ending {
	if err != nil {
		return []ending{{outcome: change.Outcome{Kind: change.Failed, Err: err}}}
	}
	return []ending{{outcome: change.Outcome{Kind: change.Done}}}
}

// documents are what a server holds in the channel, by id.
func documents(server *emulator.Server) (map[api.WebhookID]string, error) {
	all := map[api.WebhookID]string{}
	for _, raw := range server.Webhooks(channel) {
		var doc struct{ ID api.WebhookID }
		if err := json.Unmarshal(raw, &doc); err != nil {
			return nil, fmt.Errorf("read what the server holds: %w", err)
		}
		all[doc.ID] = string(raw)
	}
	return all, nil
}
