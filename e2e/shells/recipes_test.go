//go:build unix

package shells_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// recipe is a section of docs/scripts.md: its title and its block.
type recipe struct{ title, language, block string }

var (
	heading = regexp.MustCompile(`(?m)^## (\d+\. .*)$`)
	fenced  = regexp.MustCompile("(?s)```([a-z]+)\n(.*?)```")
)

func recipes(t *testing.T) []recipe {
	t.Helper()
	text, err := os.ReadFile("../../docs/scripts.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []recipe
	starts := heading.FindAllSubmatchIndex(text, -1)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		block := fenced.FindSubmatch(text[at[1]:end])
		if block == nil {
			t.Fatalf("%s has no block", text[at[2]:at[3]])
		}
		all = append(all, recipe{string(text[at[2]:at[3]]), string(block[1]), string(block[2])})
	}
	return all
}

// scripts are what a recipe has run by a shell: its block, or the lines of its YAML that are.
func (r recipe) scripts(t *testing.T) []string {
	t.Helper()
	if r.language != "yaml" {
		return []string{r.block}
	}
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(r.block), &document); err != nil {
		t.Fatalf("%s: %v", r.title, err)
	}
	var found []string
	var look func(node *yaml.Node)
	look = func(node *yaml.Node) {
		for i, child := range node.Content {
			if node.Kind == yaml.MappingNode && i%2 == 1 && slices.Contains([]string{"run", "ansible.builtin.shell"}, node.Content[i-1].Value) {
				found = append(found, child.Value)
			}
			look(child)
		}
	}
	look(&document)
	return found
}

// carried is how the scripts of a recipe ended.
type carried struct {
	*user

	stdout string
	codes  []int
}

// file is a file that they left behind.
func (c carried) file(name string) string {
	c.t.Helper()
	content, err := os.ReadFile(filepath.Join(c.home, name))
	if err != nil {
		c.t.Error(err)
	}
	return string(content)
}

// has checks that a text has parts.
func (c carried) has(text string, parts ...string) {
	c.t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			c.t.Errorf("%q is missing in\n%s", part, text)
		}
	}
}

// held counts the webhooks of all workspaces that have a text.
func (c carried) held(text string) int {
	count := 0
	for _, workspace := range []string{"acmechannel_AB12_c", "northwinddental_N3D5_x", "harborclinic_H2C8_x", "lakesidelaw_L1L2_x", "fabrikamprint_F2P6_x", "alpineski_A5S3_x"} {
		for _, webhook := range c.emulator.Webhooks(workspace) {
			if bytes.Contains(webhook, []byte(text)) {
				count++
			}
		}
	}
	return count
}

// checks say of each recipe, by its number, what it has done.
var checks = map[string]func(c carried){
	"1": func(c carried) {
		mail := c.file("mail")
		c.has(mail, "-s Disabled Coro webhooks oncall@example.com", "Acme Channel\tPSA tickets\t", "Harbor Clinic\t")
		if strings.Contains(mail, "enabled") {
			c.t.Errorf("an enabled webhook is mailed:\n%s", mail)
		}
	},
	"2": func(c carried) {
		c.has(c.stdout, "dry-run\tacmechannel_AB12_c", "done\tacmechannel_AB12_c", "url -https://psa.northwind.example/api/v4/inbound/coro")
		if c.held("psa.northwind.example") != 0 || c.held("psa.example.com") < 3 {
			c.t.Errorf("%d have the old host and %d the new one", c.held("psa.northwind.example"), c.held("psa.example.com"))
		}
	},
	"3": func(c carried) {
		lines := strings.Split(strings.TrimSpace(c.file("new-secrets.tsv")), "\n")
		secret := lines[0][strings.LastIndexByte(lines[0], '\t')+1:]
		if len(lines) < 3 || len(secret) < 20 || c.held(secret) < 3 {
			c.t.Errorf("the file has %q", lines)
		}
		if info, err := os.Stat(filepath.Join(c.home, "new-secrets.tsv")); err != nil || info.Mode().Perm() != 0o600 {
			c.t.Errorf("the file is for others: %v, %v", info, err)
		}
	},
	"4": func(c carried) { c.has(c.file("corotui.prom"), "# TYPE corotui_", "disabled") },
	"5": func(c carried) { c.has(c.stdout, `"outcome":"done"`, `"name":"PSA tickets"`) },
	"6": func(c carried) {
		c.has(c.file("disabled.csv"), "id,workspaceId,", "PSA tickets")
		c.has(c.stdout, "::error::")
	},
	"7":  func(c carried) { c.has(c.stdout, `"status":"disabled"`) },
	"8":  func(c carried) { c.has(c.file("disabled.csv"), "id,workspaceId,", "PSA tickets") },
	"9":  func(c carried) { _ = c.file("still-broken.txt"); c.wantDisabled(0) },
	"10": func(c carried) { c.has(c.stdout, "Alpine Ski House has PSA tickets now") },
}

// wantDisabled checks how many webhooks of the channel are disabled.
func (c carried) wantDisabled(want int) {
	c.t.Helper()
	got := 0
	for _, webhook := range c.emulator.Webhooks("acmechannel_AB12_c") {
		if bytes.Contains(webhook, []byte(`"status":"disabled"`)) {
			got++
		}
	}
	if got != want {
		c.t.Errorf("%d are disabled, want %d", got, want)
	}
}

// TestRecipes runs every recipe as it is written. A program that is missing on this
// machine is one that only notes how it was called.
func TestRecipes(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is missing, which the recipes are written for")
	}
	all := recipes(t)
	if len(all) != len(checks) {
		t.Errorf("there are %d recipes, and %d are checked", len(all), len(checks))
	}
	for _, r := range all {
		t.Run(r.title, func(t *testing.T) {
			t.Parallel()
			number, _, _ := strings.Cut(r.title, ".")
			check, known := checks[number]
			if !known {
				t.Fatal("nothing checks it")
			}
			u := newUser(t)
			u.fake("mail", "pwsh")
			u.env = append(u.env, "TEXTFILES="+u.home)
			c := carried{user: u}
			for _, script := range r.scripts(t) {
				c.carryOut(bash, r.language, script)
			}
			for i, code := range c.codes {
				// The last step of the job fails, as webhooks are disabled in the demo.
				if failed := code != 0; failed != (number == "6" && i == len(c.codes)-1) && !(number == "10" && code == 6) {
					t.Errorf("part %d ended with %d\n%s", i, code, c.stdout)
				}
			}
			check(c)
		})
	}
}

// fake puts programs first in the search path that note how they were called, and what
// they read.
func (u *user) fake(names ...string) {
	u.t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err == nil && name != "mail" { // which must never be sent
			continue
		}
		u.write("bin/"+name, "#!/bin/sh\n{ echo \"$@\"; cat; } >>\"$HOME/"+name+"\"\n")
		if err := os.Chmod(filepath.Join(u.home, "bin", name), 0o700); err != nil {
			u.t.Fatal(err)
		}
	}
	u.env = append(u.env, "PATH="+filepath.Join(u.home, "bin")+":"+folder+":"+os.Getenv("PATH"))
}

var called = regexp.MustCompile(`corotui [^|]*`)

// carryOut runs a script of a recipe in the home folder.
func (c *carried) carryOut(bash, language, script string) {
	c.t.Helper()
	args := []string{"-c", "set -euo pipefail\n" + script}
	if language == "powershell" {
		// Where PowerShell is missing, at least what it would call is called.
		c.write("recipe.ps1", script)
		args = []string{"-c", "pwsh -NoProfile -File recipe.ps1 </dev/null\n" + called.FindString(script)}
	}
	command := exec.CommandContext(c.t.Context(), bash, args...)
	command.Env, command.Dir = c.env, c.home
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	code := 0
	if ended, failed := errors.AsType[*exec.ExitError](err); failed {
		code = ended.ExitCode()
	} else if err != nil {
		c.t.Fatal(err)
	}
	c.stdout += stdout.String()
	c.codes = append(c.codes, code)
	if code != 0 {
		c.t.Logf("stderr: %s", &stderr)
	}
}
