package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// betaSecret is that of another account than the canary's.
const betaSecret = "canary-7c2e-beta-secret"

// accounts is a machine with the profiles of several accounts.
type accounts struct {
	*world
	beta *world // the server of profile beta
}

// newAccounts has the profiles acme and beta, each at a server of its own and with a
// secret of its own, and more, as lines of the config file. The server of beta has only
// what is given to it.
func newAccounts(t *testing.T, beta emulator.Seed, more string) accounts {
	t.Helper()
	w := newWorld(t)
	other := newWorldOf(t, beta, emulator.WithCredentials("beta-client", betaSecret))
	for name, secret := range map[string]string{"acme": canary, "beta": betaSecret} {
		if err := os.WriteFile(filepath.Join(w.home, name+".secret"), []byte(secret), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stored := func(name string) string {
		return fmt.Sprintf("secret: {command: [cat, %q]}", filepath.Join(w.home, name+".secret"))
	}
	w.config("default_profile: acme\nprofiles:\n" +
		fmt.Sprintf("  acme: {api_url: %q, client_id: %s, %s, workspace: %s}\n", w.url, clientID, stored("acme"), emulator.DemoChannel) +
		fmt.Sprintf("  beta: {api_url: %q, client_id: beta-client, %s, workspace: %s}\n", other.url, stored("beta"), emulator.DemoChannel) +
		strings.NewReplacer("ACME", fmt.Sprintf("%q", w.url), "BETA", fmt.Sprintf("%q", other.url)).Replace(more))
	w.env = w.env[:2] // HOME and PATH: the profiles say the rest
	return accounts{w, other}
}

// small is a fleet of one channel and one child, in which the ids are those of the demo.
func small(name string) emulator.Seed {
	seed := emulator.Demo()
	seed.Workspaces = slices.DeleteFunc(seed.Workspaces, func(w emulator.SeedWorkspace) bool {
		return w.ID != emulator.DemoChannel && w.ID != "contosobikes_C9B1_x"
	})
	for i := range seed.Workspaces {
		seed.Workspaces[i].DisplayName = name + " " + seed.Workspaces[i].DisplayName
		if seed.Workspaces[i].ID == emulator.DemoChannel {
			seed.Workspaces[i].Webhooks = seed.Workspaces[i].Webhooks[:2]
		}
	}
	return seed
}

// apart checks that neither server was sent a secret, a client id, or a token of the
// other's account.
func (a accounts) apart() {
	a.t.Helper()
	tokens := map[string]bool{}
	for _, r := range a.emulator.Requests() {
		tokens[r.Header.Get("Authorization")] = true
		a.holdsNone(r, betaSecret, "beta-client")
	}
	delete(tokens, "")
	for _, r := range a.beta.emulator.Requests() {
		a.holdsNone(r, canary, clientID)
		if tokens[r.Header.Get("Authorization")] {
			a.t.Errorf("the server of beta got the token of acme: %s %s", r.Method, r.Path)
		}
	}
}

func (a accounts) holdsNone(r emulator.Request, foreign ...string) {
	a.t.Helper()
	sent := fmt.Sprint(r.Header, r.Query, string(r.Body), r.Path)
	for _, secret := range foreign {
		if strings.Contains(sent, secret) {
			a.t.Errorf("%s was sent to the other account's server: %s %s", secret, r.Method, r.Path)
		}
	}
}

// TestFleetOfAllProfiles lists the webhooks of every account, and says whose each is.
func TestFleetOfAllProfiles(t *testing.T) {
	t.Parallel()
	a := newAccounts(t, small("Beta"), "  twin: {api_url: ACME, client_id: "+clientID+", workspace: "+emulator.DemoChannel+"}\n")
	alone := map[string]int{}
	for _, profile := range []string{"acme", "beta"} {
		listed := a.run("", "fleet", "list", "--json", "--profile", profile)
		listed.want(t, 0)
		alone[profile] = strings.Count(listed.stdout, "\n")
		if strings.Contains(listed.stdout, `"profile"`) {
			t.Errorf("one account alone names its profile: %s", listed.stdout)
		}
	}
	all := a.run("", "fleet", "list", "--all-profiles", "--json")
	all.want(t, 0)
	together := map[string]int{}
	for line := range strings.Lines(all.stdout) {
		var one struct{ Profile string }
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		together[one.Profile]++
	}
	if alone["acme"] == 0 || alone["beta"] == 0 || together["acme"] != alone["acme"] || together["beta"] != alone["beta"] || len(together) != 2 {
		t.Errorf("together there are %v, alone %v", together, alone)
	}
	table := a.run("", "fleet", "list", "--all-profiles", "--status", "disabled")
	table.want(t, 0, row("acme", "harborclinic_H2C8_x", "Harbor Clinic", ""), row("beta", emulator.DemoChannel, "Beta Acme Channel", ""))
	narrowed := a.run("", "fleet", "list", "--all-profiles", "--json", "--filter", "profile:beta")
	if narrowed.want(t, 0); strings.Count(narrowed.stdout, "\n") != alone["beta"] || strings.Contains(narrowed.stdout, `"profile":"acme"`) {
		t.Errorf("of beta there are %s", narrowed.stdout)
	}
	a.run("", "fleet", "--all-profiles", "--json").want(t, 0, `"profile":"beta"`)
	a.apart()
}

// TestFleetOfAllProfilesPartly: an account that cannot be read does not stop the
// others, and is told with its reason and the next step.
func TestFleetOfAllProfilesPartly(t *testing.T) {
	t.Parallel()
	a := newAccounts(t, small("Beta"), "  gone: {api_url: BETA, client_id: gone-client, workspace: x}\n"+
		"  wrong: {api_url: BETA, client_id: wrong-client, secret: {command: [echo, no]}, workspace: x}\n"+
		"  nowhere: {api_url: BETA, client_id: beta-client2, secret: {command: [echo, no]}}\n")
	e := a.run("", "fleet", "list", "--all-profiles", "--json")
	e.want(t, 6, `"profile":"acme"`, `"profile":"beta"`, "gone: There are no credentials yet for profile gone · run corotui login --profile gone",
		"wrong: ", "corotui login --profile wrong", "nowhere: profile nowhere does not say where its scan starts",
		"3 of 5 accounts could not be read; the others are shown")
	a.apart()
}

// TestFleetOfNoProfile: there is nothing to read, or none of it can be.
func TestFleetOfNoProfile(t *testing.T) {
	t.Parallel()
	newWorld(t).run("", "fleet", "list", "--all-profiles").want(t, 2, "There are no profiles in ")
	w := newWorld(t)
	w.config(fmt.Sprintf("profiles:\n  one: {api_url: %q, client_id: a, workspace: x}\n  two: {api_url: %q, client_id: b, workspace: x}\n", w.url, w.url))
	if e := w.run("", "fleet", "list", "--all-profiles"); e.code != 3 || !strings.Contains(e.stderr, "None of the 2 accounts could be read") {
		t.Errorf("it ended with %d: %s", e.code, e.stderr)
	}
}

// TestAllProfilesExcludeOne names the flags that say something else.
func TestAllProfilesExcludeOne(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	for _, args := range [][]string{
		{"--profile", "acme"}, {"--workspace", "x"}, {"--region", "us"}, {"--api-url", w.url},
		{"--format", "prometheus"},
	} {
		w.run("", append([]string{"fleet", "--all-profiles"}, args...)...).want(t, 2, "--all-profiles")
	}
	for _, verb := range []string{"enable", "disable", "test", "delete", "resume"} {
		w.run("", "fleet", verb, "--all-profiles", "--yes").want(t, 2, "corotui fleet "+verb+" has no flag --all-profiles.")
	}
	if sent := w.emulator.Requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent", len(sent))
	}
}
