package plan_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/history"
	"corotui/internal/mask"
	"corotui/internal/plan"
)

// account is that of the tests.
var account = plan.Account{Host: "https://api.example.com", Client: "client-of-acme", Channel: "top"}

// keep writes a plan with all three actions, and returns its path and the world it is for.
func keep(t *testing.T, log *history.Log) (path string, w *world, policy *plan.Policy) {
	t.Helper()
	w = newWorld(2)
	w.add("c1", "b1", "Billing", func(h *api.Webhook) {
		h.Secret = api.GivenSecret("s3cret")
		h.Headers = append(h.Headers, api.Header{Name: "Authorization", Value: "Bearer tok3n"})
	})
	w.add("c1", "x1", "Bad \xff name")
	wanted := hook(10, "Billing", whole, withURL("https://hooks.example.com/in?token=t0k3n"))
	wanted.Secret = given(13, plan.Secret{Env: "SECRET", Value: mask.NewSecret("n3wsecret")})
	policy = policyOf(inType("child", wanted))
	policy.Sources = []plan.Source{{Name: "want.yaml", Data: []byte("corotui: v1\n# hooks.example.com/in?token=t0k3n\n")}}
	opts := plan.Options{Prune: true}
	path = filepath.Join(t.TempDir(), "monday.plan")
	if err := plan.WritePlan(t.Context(), path, log, w.plan(t, policy, opts), account, opts); err != nil {
		t.Fatal(err)
	}
	return path, w, policy
}

func TestAPlanIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "history.jsonl")
	path, w, policy := keep(t, history.Open(state))
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("the file has %v, %v", info.Mode(), err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"s3cret", "tok3n", "t0k3n", "n3wsecret", "\xff"} {
		if strings.Contains(string(data), secret) {
			t.Errorf("%q is in %s", secret, data)
		}
	}
	saved, err := plan.ReadPlan(t.Context(), path, history.Open(state), account)
	if err != nil {
		t.Fatal(err)
	}
	if !saved.Prune || saved.Account != account || len(saved.Items) != 3 || string(saved.Sources[0].Data) != string(policy.Sources[0].Data) {
		t.Fatalf("%+v", saved)
	}
	change, remove, create := saved.Items[0], saved.Items[1], saved.Items[2]
	if change.Action != plan.Change || remove.Action != plan.Delete || create.Action != plan.Create {
		t.Fatalf("%+v", saved.Items)
	}
	if create.Before != "" || create.Goal == "" || remove.Before == "" || remove.Goal != "" || change.Before == change.Goal {
		t.Errorf("fingerprints: %+v", saved.Items)
	}
	wanted, there := change.Entry(policy)
	before, err := plan.Fingerprint(t.Context(), history.Open(state), change.Webhook().Webhook, &wanted, w.webhooks["c1"][0].Fields)
	if !there || err != nil || before != change.Before {
		t.Errorf("the fingerprint is %s, %v; it was %s", before, err, change.Before)
	}
}

// What is no difference to a file does not change a fingerprint, and what is does.
func TestAFingerprintIsOfWhatTheFileNames(t *testing.T) {
	t.Parallel()
	log := history.InMemory()
	w := newWorld(1)
	w.add("c1", "b1", "Billing")
	was := w.webhooks["c1"][0].Fields
	was.Triggers = []api.Trigger{"workspaceCreated", "protected-users-added"}
	was.Headers = []api.Header{{Name: "X-A", Value: "1"}, {Name: "X-B", Value: "2"}}
	wanted := hook(10, "Billing", whole, func(w *plan.Wanted) {
		w.Headers, w.Status = given(14, []plan.Header{}), given(15, api.Enabled)
	})
	printed := func(change func(*api.Fields)) string {
		f := was.Clone()
		change(&f)
		said, err := plan.Fingerprint(t.Context(), log, "b1", &wanted, f)
		if err != nil {
			t.Fatal(err)
		}
		return said
	}
	first := printed(func(*api.Fields) {})
	for what, change := range map[string]func(*api.Fields){
		"another spelling": func(f *api.Fields) {
			f.Triggers, f.Status = []api.Trigger{"protectedUsersAdded.v1", "workspace-created"}, "ENABLED"
		},
		"another order":   func(f *api.Fields) { f.Headers[0], f.Headers[1] = f.Headers[1], f.Headers[0] },
		"a header's case": func(f *api.Fields) { f.Headers[0].Name = "x-a" },
		"another field":   func(f *api.Fields) { f.Description = "which the file does not name" },
	} {
		if printed(change) != first {
			t.Errorf("%s changes the fingerprint", what)
		}
	}
	for what, change := range map[string]func(*api.Fields){
		"another URL":     func(f *api.Fields) { f.URL += "x" },
		"another trigger": func(f *api.Fields) { f.Triggers = f.Triggers[:1] },
		"another value":   func(f *api.Fields) { f.Headers[0].Value = "3" },
	} {
		if printed(change) == first {
			t.Errorf("%s does not change the fingerprint", what)
		}
	}
}

func TestAPlanOfElsewhereOrDamagedIsRefused(t *testing.T) {
	t.Parallel()
	log := history.Open(filepath.Join(t.TempDir(), "history.jsonl"))
	path, _, _ := keep(t, log)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edited := func(old, instead string) []byte { return []byte(strings.Replace(string(data), old, instead, 1)) }
	other := account
	other.Client = "client-of-others"
	elsewhere := account
	elsewhere.Host = "https://eu.example.com"
	for name, one := range map[string]struct {
		data []byte
		log  plan.Sealer
		at   plan.Account
		want string
	}{
		"another machine": {data, history.InMemory(), account, "was made on another machine or by another user"},
		"another account": {data, log, other, "is a plan of another account"},
		"another server":  {data, log, elsewhere, "is a plan for https://api.example.com, and this profile is of https://eu.example.com"},
		"another version": {edited(`"corotuiPlan": 1`, `"corotuiPlan": 2`), log, account, "has version 2 of the form of plans, and this corotui reads version 1"},
		"an edited item":  {edited(`"id": "b1"`, `"id": "b2"`), log, account, "is damaged, or was changed by hand"},
		"an edited flag":  {edited(`"prune": true`, `"prune": false`), log, account, "is damaged, or was changed by hand"},
		"half of it":      {data[:len(data)/2], log, account, "is damaged: it is not whole JSON"},
		"a wrong type":    {edited(`"prune": true`, `"prune": "yes"`), log, account, "is damaged"},
	} {
		_, err := plan.ParsePlan(t.Context(), "monday.plan", one.data, one.log, one.at)
		if wrong, is := errors.AsType[*plan.FileError](err); !is || !strings.HasPrefix(wrong.Error(), "monday.plan "+one.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{"a policy": "corotui: v1\n", "other JSON": `{"items": []}`, "nothing": ""} {
		if _, err := plan.ParsePlan(t.Context(), "x", []byte(text), log, account); !errors.Is(err, plan.ErrNotPlan) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := plan.ReadPlan(t.Context(), filepath.Join(t.TempDir(), "none"), log, account); err == nil || errors.Is(err, plan.ErrNotPlan) {
		t.Errorf("no file: %v", err)
	}
	if !json.Valid(data) {
		t.Error("the file is not JSON")
	}
}
