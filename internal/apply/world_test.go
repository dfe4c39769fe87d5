package apply_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/apply"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/history"
	"corotui/internal/mask"
	"corotui/internal/plan"
)

var who = history.Who{User: "tech", Profile: "acme", Client: emulator.DemoClientID, Host: "demo.example"}

func lookup(name string) (string, bool) { value, there := secrets[name]; return value, there }

// program is one process of corotui, which ends when it is killed: nothing that it sends
// arrives any more, and what it writes is not what the next one reads.
type program struct {
	bulk.Runner

	client *api.Client
	folder string
	kill   *kill
	cancel context.CancelFunc

	mu    sync.Mutex
	sent  int
	next  string // the folder as it was when the program was killed
	ended bool
	to    http.RoundTripper
}

var errKilled = errors.New("the program was killed")

// RoundTrip counts the requests, and dies at one.
func (p *program) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	p.sent++
	dies := p.kill != nil && p.sent == p.kill.At
	if dies && !p.kill.After {
		p.die()
	}
	gone := p.ended
	p.mu.Unlock()
	if gone {
		return nil, errKilled
	}
	answer, err := p.to.RoundTrip(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	if dies {
		p.die()
	}
	if p.ended {
		if err == nil {
			_ = answer.Body.Close()
		}
		return nil, errKilled
	}
	return answer, err
}

// die keeps the files as they are. The caller has the lock.
func (p *program) die() {
	if p.ended {
		return
	}
	p.ended = true
	p.next = p.folder + "x"
	if err := os.CopyFS(p.next, os.DirFS(p.folder)); err != nil && !errors.Is(err, os.ErrNotExist) {
		panic(err)
	}
	if p.cancel != nil {
		p.cancel()
	}
}

func (w *world) program(folder string, dies *kill) *program {
	p := &program{folder: folder, kill: dies, to: w.server.Transport()}
	options := []api.Option{
		api.WithBaseURL("https://demo.example"), api.WithHTTPTransport(p),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)),
	}
	client, err := api.New(options...)
	if err != nil {
		w.t.Fatal(err)
	}
	log := history.Open(filepath.Join(folder, "history.jsonl"))
	writer := change.NewWriter(client, change.WithRecorder(log.By(who)))
	p.client = client
	p.Runner = bulk.Runner{Server: client, Writer: writer, Log: log, Who: who, Wishes: apply.Wishes(func() plan.Input { return plan.Input{Vars: lookup} })}
	return p
}

// world is a server, and an apply to it.
type world struct {
	t      *testing.T
	scene  scene
	server *emulator.Server
	policy *plan.Policy
	folder string

	items   []plan.Item
	results map[int]bulk.Result // how they ended
	before  map[api.Ref]api.Webhook
	meddled map[api.Ref]bool
	log     *history.Log // as the last program left it

	tally map[string]int
	wrong []string
}

func newWorld(t *testing.T, s scene) *world {
	t.Helper()
	root := os.TempDir()
	if _, err := os.Stat("/dev/shm"); err == nil { // which is no disk, so thousands are quick
		root = "/dev/shm"
	}
	folder, err := os.MkdirTemp(root, "apply")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	w := &world{
		t: t, scene: s, server: emulator.New(s.Seed, emulator.WithVariant(s.Variant.Variant)), folder: filepath.Join(folder, "a"),
		results: make(map[int]bulk.Result), meddled: make(map[api.Ref]bool), tally: make(map[string]int),
	}
	if w.policy, err = plan.Parse([]plan.Source{{Name: "want.yaml", Data: []byte(s.Policy)}}, plan.Input{Vars: lookup}); err != nil {
		t.Fatalf("%v\n%s", err, s.Policy)
	}
	return w
}

func (w *world) failf(format string, args ...any) {
	w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
}

// plan scans and compares.
func (w *world) plan(p *program) (*plan.Plan, error) {
	s := &fleet.Scanner{Reader: p.client, Channel: emulator.DemoChannel}
	d := plan.NewDiffer(w.policy, plan.Options{Channel: emulator.DemoChannel, Prune: w.scene.Prune})
	if err := s.Scan(context.Background(), fleet.All, d.Take); err != nil {
		return nil, err
	}
	return d.End(plan.Scanned{Workspaces: s.Workspaces(), Complete: s.Unlisted() == nil, Heirs: s.Heirs()})
}

// held is all that the server holds.
func (w *world) held() map[api.Ref]api.Webhook {
	all := make(map[api.Ref]api.Webhook)
	for _, id := range places() {
		for _, raw := range w.server.Webhooks(id) {
			var one api.Webhook
			if err := json.Unmarshal(raw, &one); err != nil {
				w.t.Fatal(err)
			}
			one.Extra = nil // a server may keep what it added to an answer itself
			all[api.Ref{Workspace: api.WorkspaceID(id), Webhook: one.ID}] = one
		}
	}
	return all
}

// play plans, meddles, applies until it ends, and looks.
func (w *world) play() {
	first := w.program(w.folder, nil)
	planned, err := w.plan(first)
	if err != nil {
		w.tally["no plan"]++
		return
	}
	w.items = planned.Items
	if len(w.items) == 0 {
		w.tally["nothing to do"]++
		return
	}
	run, err := w.run(first, planned)
	if err != nil {
		w.failf("no run: %v", err)
		return
	}
	w.meddle()
	w.before = w.held()
	w.server.ResetRequests()
	for _, f := range w.scene.Faults {
		w.server.Fault(f)
	}
	w.applyAll(run)
	w.server.ClearFaults()
	w.look()
	w.again()
}

// run is the run of a plan, kept in a file or not.
func (w *world) run(p *program, planned *plan.Plan) (*bulk.Plan, error) {
	if !w.scene.Kept {
		return apply.Run(planned, planned.Items, false)
	}
	at := plan.Account{Host: who.Host, Client: who.Client, Channel: emulator.DemoChannel}
	path := filepath.Join(filepath.Dir(w.folder), "the.plan")
	if err := plan.WritePlan(context.Background(), path, p.Log, planned, at, plan.Options{Prune: w.scene.Prune}); err != nil {
		return nil, err
	}
	kept, err := plan.ReadPlan(context.Background(), path, p.Log, at)
	if err != nil {
		return nil, err
	}
	policy, err := plan.Parse(kept.Sources, plan.Input{Vars: lookup})
	if err != nil {
		return nil, err
	}
	return apply.Saved(kept, policy)
}

// applyAll carries a run out, and resumes it as often as the program is killed.
func (w *world) applyAll(run *bulk.Plan) {
	folder, kills := w.folder, slices.Clone(w.scene.Kills)
	for {
		var dies *kill
		if len(kills) > 0 {
			dies, kills = &kills[0], kills[1:]
		}
		p := w.program(folder, dies)
		w.log = p.Log
		if run == nil {
			if run = w.resumed(p); run == nil {
				return
			}
		}
		killed := w.carryOut(p, run)
		if !killed {
			return
		}
		w.tally["killed"]++
		run, folder = nil, p.next
	}
}

// resumed is what is left of the run, or nil if nothing is.
func (w *world) resumed(p *program) *bulk.Plan {
	clear(w.results) // the history tells
	left, err := bulk.Unfinished(context.Background(), p.Log, who)
	if err != nil {
		w.failf("looking for the run: %v", err)
		return nil
	}
	if len(left) == 0 {
		w.tally["nothing left"]++
		w.fromHistory(p.Log)
		return nil
	}
	w.tally["resumed"]++
	rest, err := p.Resume(context.Background(), left[0], bulk.Action{})
	if err != nil {
		w.failf("resuming: %v", err)
		return nil
	}
	return rest
}

// fromHistory are the results of a run whose end was written before the program was
// killed.
func (w *world) fromHistory(log *history.Log) {
	found, err := log.Read(context.Background(), history.Filter{Type: history.Result})
	if err != nil {
		w.failf("reading the history: %v", err)
	}
	for _, e := range found.Entries {
		w.results[e.Item-1] = bulk.Result{Kind: e.Outcome, Index: e.Item - 1}
	}
}

// carryOut runs a plan in a program, which may be killed.
func (w *world) carryOut(p *program, run *bulk.Plan) (killed bool) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p.cancel = cancel
	if w.scene.Leave {
		run.Action.Policy = change.LeaveSecret
	}
	results := make(map[int]bulk.Result)
	_, err := p.Run(ctx, run, bulk.Options{Limiter: api.NewLimiter(w.scene.Width), Begin: ctx}, func(r bulk.Result) { results[r.Index] = r })
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return true
	}
	if err != nil {
		w.failf("the run ended with %v", err)
	}
	w.results = results
	return false
}
