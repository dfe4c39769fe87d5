package reliability_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
)

// errand is a column of the table of runs: one action over three webhooks in
// three workspaces, and the request of it that a mishap strikes.
type errand struct {
	name    string
	strikes emulator.Operation
	action  bulk.Action
	touches string // the member of a webhook's document that an update is to change
}

// harbor is a workspace without webhooks, which copies are made into, too.
const harbor = "harbor_H2C8_x"

// workspaces are those that the targets are in.
var workspaces = []api.WorkspaceID{channel, "northwind_N3D5_x", "contoso_C0N7_x"}

// updates are the runs that update: they must all end alike. Under the race
// detector, where each takes ten times as long, two of them stand for all.
func updates() []errand {
	all := []errand{
		{"enable", emulator.OpUpdate, bulk.Action{Kind: bulk.Enable}, "status"},
		{"disable", emulator.OpUpdate, bulk.Action{Kind: bulk.Disable}, "status"},
		{"set-url", emulator.OpUpdate, bulk.Action{Kind: bulk.SetURL, From: "hooks.acme.example", To: "new.example"}, "url"},
		{"add-trigger", emulator.OpUpdate, bulk.Action{Kind: bulk.AddTrigger, Triggers: []api.Trigger{"subscription-updated"}}, "triggers"},
		{"remove-trigger", emulator.OpUpdate, bulk.Action{Kind: bulk.RemoveTrigger, Triggers: []api.Trigger{"protected-users-added"}}, "triggers"},
		{"add-header", emulator.OpUpdate, bulk.Action{Kind: bulk.AddHeader, Header: api.Header{Name: "X-Team", Value: "billing"}}, "headers"},
		{"remove-header", emulator.OpUpdate, bulk.Action{Kind: bulk.RemoveHeader, Headers: []api.Text{"x-env"}}, "headers"},
		{"rotate-secret", emulator.OpUpdate, bulk.Action{Kind: bulk.Rotate, Secret: api.GivenSecret("s-newcomer")}, "secret"},
		{"undo", emulator.OpUpdate, bulk.Action{Kind: bulk.Undo}, "status"},
	}
	if underRaceDetector {
		return []errand{all[0], all[len(all)-1]}
	}
	return all
}

// meets reports whether the errand is played: an outage only where the write and
// the look back at it can both fail.
func (e errand) meets(m mishap, lasts span) bool {
	writes := e.strikes == emulator.OpUpdate || e.strikes == emulator.OpDelete || e.strikes == emulator.OpCreate
	if m.heavy && e.strikes == emulator.OpList {
		return false // the table above has it, and that many bytes take long
	}
	return lasts != outage || writes && m.unclear && !m.heavy
}

// errands are all runs: of the updates, which come first, the table has one
// column.
func errands() []errand {
	return append(updates(),
		errand{"reading first", emulator.OpGet, bulk.Action{Kind: bulk.Enable}, "status"},
		errand{"delete", emulator.OpDelete, bulk.Action{Kind: bulk.Delete}, ""},
		errand{"copy", emulator.OpCreate, bulk.Action{Kind: bulk.Copy, Into: []api.Workspace{{ID: harbor}}}, ""},
		errand{"copy, listing first", emulator.OpList, bulk.Action{Kind: bulk.Copy, Into: []api.Workspace{{ID: harbor}}}, ""},
		errand{"test", emulator.OpTest, bulk.Action{Kind: bulk.Test}, ""},
	)
}

// clients are the tenants of a run: a target in each of the workspaces, and
// beside each one that nobody touches.
func clients(status string) emulator.Seed {
	seed := tenants()
	hooks := seed.Workspaces[0].Webhooks
	seed.Workspaces = append(seed.Workspaces, emulator.SeedWorkspace{ID: harbor, DisplayName: "Harbor", Type: "child", Parent: channel})
	for i, id := range workspaces {
		at := slices.IndexFunc(seed.Workspaces, func(w emulator.SeedWorkspace) bool { return w.ID == string(id) })
		other, target := hooks[0], hooks[i+1]
		other.ID = fmt.Sprintf("66b204f0c992d50b8b2f990%d", i)
		target.Status = status
		seed.Workspaces[at].Webhooks = []emulator.SeedWebhook{other, target}
	}
	return seed
}

// outing is an errand that meets a mishap.
type outing struct {
	errand
	mishap
	span    span
	server  *emulator.Server
	client  *api.Client
	desk    bulk.Runner
	strike  *strike
	plan    *bulk.Plan
	first   map[string]string // documents before anything was done
	before  map[string]string // and before the run
	results []bulk.Result
	wrong   []string
	word    string
}

func (o *outing) wrongf(format string, values ...any) {
	o.wrong = append(o.wrong, fmt.Sprintf(format, values...))
}

// TestBulkMatrix lets every kind of run meet every mishap, once and lasting, and
// holds what each item is said to have come to against the server, its log of
// requests and the history. Then the failures are repeated on a server that is
// well again: in the end all is as it was asked for, and nothing twice. Time is
// that of a bubble, since a server that asks for an hour is waited for.
func TestBulkMatrix(t *testing.T) {
	t.Parallel()
	words := map[string]string{}
	for _, lasts := range []span{once, lasting, outage} {
		for _, m := range mishaps() {
			for _, what := range errands() {
				if !what.meets(m, lasts) {
					continue
				}
				o := &outing{errand: what, mishap: m, span: lasts}
				synctest.Test(t, func(t *testing.T) { o.play(t.Context()) })
				for _, wrong := range o.wrong {
					t.Errorf("%s × %s, %s: %s", what.name, m.name, lasts, wrong)
				}
				words[what.name+m.name+string(lasts)] = o.word
			}
			for _, what := range updates()[1:] {
				if one, other := words[updates()[0].name+m.name+string(lasts)], words[what.name+m.name+string(lasts)]; one != other {
					t.Errorf("%s, %s: enable comes to %q, %s to %q", m.name, lasts, one, what.name, other)
				}
			}
		}
	}
	isDocumented(t, "bulk", bulkTables(words))
}

func bulkTables(words map[string]string) string {
	var b strings.Builder
	titles := map[span]string{
		once: "When it happens to one of three:", lasting: "When it happens to every request of the kind:",
		outage: "When it begins with the write, and everything after that fails in the same way:",
	}
	for _, lasts := range []span{once, lasting, outage} {
		fmt.Fprintf(&b, "\n%s\n\n| |", titles[lasts])
		columns := slices.DeleteFunc(errands(), func(e errand) bool {
			return e.strikes == emulator.OpUpdate && e.name != "enable" || !e.meets(mishap{unclear: true}, lasts)
		})
		columns[0].name = "update"
		for _, what := range columns {
			fmt.Fprintf(&b, " %s |", what.name)
		}
		columns[0].name = "enable"
		fmt.Fprintf(&b, "\n|%s\n", strings.Repeat("---|", len(columns)+1))
		for _, m := range mishaps() {
			if lasts == outage && (!m.unclear || m.heavy) {
				continue
			}
			fmt.Fprintf(&b, "| %s |", m.name)
			for _, what := range columns {
				fmt.Fprintf(&b, " %s |", cmp.Or(words[what.name+m.name+string(lasts)], "as above"))
			}
			b.WriteString("\n")
		}
	}
	return b.String() + "\n"
}

func (o *outing) play(ctx context.Context) {
	if o.fault.Kind == emulator.KindRedirect {
		o.fault.Location = "https://elsewhere.example"
	}
	if o.fault.Kind == emulator.KindHuge {
		o.fault.Size = beyondOthers
	}
	status := "disabled"
	if o.action.Kind == bulk.Disable {
		status = "enabled"
	}
	o.server = emulator.New(clients(status))
	defer o.server.Close()
	calm := o.mishap
	calm.refuse = false // until the run begins
	o.strike = &strike{mishap: calm, span: o.span, operation: o.strikes, together: len(targets), server: o.server, network: o.server.Transport()}
	if err := o.prepare(ctx); err != nil {
		o.wrongf("before the mishap: %v", err)
		return
	}
	o.strike.mishap = o.mishap
	o.strike.arm()
	report := o.run(ctx, o.plan)
	o.server.ClearFaults()
	o.strike.refuse = false
	o.judge(ctx, report)
	again := o.plan.Repeat(report, change.AskSecret)
	if again == nil {
		return
	}
	if report := o.run(ctx, again); len(report.Problems) > 0 && !o.believedGone() {
		o.wrongf("repeated, %d fail: %v", len(report.Problems), report.Problems[0].Err)
	}
	o.isComplete()
}

// RoundTrip begins an outage with the first write.
func (o *outing) RoundTrip(r *http.Request) (*http.Response, error) {
	if o.strike.begun != nil && o.span == outage && !o.refuse && operationOf(r) == o.strikes {
		o.strike.outage()
	}
	return o.strike.RoundTrip(r)
}

// prepare has the user look at the webhooks, and plans the run.
func (o *outing) prepare(ctx context.Context) (err error) {
	o.client, err = api.New(api.WithBaseURL("https://demo.example"), api.WithHTTPTransport(o),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		return err
	}
	who := history.Who{User: "tech1", Host: o.client.Host()}
	log := history.InMemory()
	o.desk = bulk.Runner{Server: o.client, Writer: change.NewWriter(o.client, change.WithRecorder(log.By(who))), Log: log, Who: who}
	o.first = o.documents()
	plan := func(a bulk.Action) (*bulk.Plan, error) {
		var items []bulk.Item
		for i, id := range workspaces {
			all, err := o.client.Webhooks(ctx, id)
			if err != nil {
				return nil, err
			}
			at := slices.IndexFunc(all, func(w api.Webhook) bool { return w.ID == targets[i] })
			items = append(items, bulk.Item{Workspace: id, Webhook: all[at]})
		}
		return bulk.New(a, items)
	}
	if o.action.Kind == bulk.Undo {
		enabling, err := plan(bulk.Action{Kind: bulk.Enable})
		if err != nil {
			return err
		}
		o.run(ctx, enabling)
		o.plan, err = o.desk.PlanUndo(ctx, enabling.Set)
		if err != nil {
			return err
		}
	} else if o.plan, err = plan(o.action); err != nil {
		return err
	}
	o.before = o.documents()
	o.server.ResetRequests()
	return nil
}

func (o *outing) run(ctx context.Context, p *bulk.Plan) bulk.Report {
	o.results = make([]bulk.Result, len(p.Tasks))
	taken := 0
	report, err := o.desk.Run(ctx, p, bulk.Options{}, func(r bulk.Result) {
		o.results[r.Index] = r
		taken++
	})
	if err != nil || report.NotBegun > 0 || taken != len(p.Tasks) || report.Done+report.Unchanged+report.Failed+report.Conflicts != taken {
		o.wrongf("the run ends with %d results, %v and %+v", taken, err, report)
	}
	return report
}
