//go:build unix

package shells_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
	"corotui/e2e/flow"
)

// bashCompletion is what corotui's script for bash builds upon.
const bashCompletion = "/usr/share/bash-completion/bash_completion"

// kinds are the shells, and how each is started with nothing but the completion.
var kinds = map[string]func(u *user) (args []string){
	"bash": func(u *user) []string {
		if _, err := os.Stat(bashCompletion); err != nil {
			u.t.Skip("bash-completion is missing, which completion in bash needs")
		}
		u.write("rc", "PS1='$ '\n. "+bashCompletion+"\nsource <(corotui completion bash)\n"+
			"bind 'set bell-style none'\nbind 'set page-completions off'\nbind 'set show-all-if-ambiguous on'\n")
		return []string{"--noprofile", "--rcfile", filepath.Join(u.home, "rc"), "-i"}
	},
	"zsh": func(u *user) []string {
		u.write(".zshrc", "PS1='$ '\nunsetopt beep list_ambiguous\nautoload -U compinit\ncompinit -u -D\nsource <(corotui completion zsh)\n")
		return []string{"-d", "-i"}
	},
	"fish": func(u *user) []string {
		u.write(".config/fish/config.fish", "set fish_greeting\nset -g fish_autosuggestion_enabled 0\nfunction fish_prompt; echo '$ '; end\ncorotui completion fish | source\n")
		return []string{"-i"}
	},
}

// start opens a terminal in which a shell waits. Without the shell the test is skipped.
func (u *user) start(kind string) *flow.Session {
	u.t.Helper()
	path, err := exec.LookPath(kind)
	if err != nil {
		u.t.Skipf("%s is missing", kind)
	}
	args := kinds[kind](u)
	s := flow.StartBinary(u.t, "/bin/sh", append([]string{"-c", `cd "$HOME" && exec "$0" "$@"`, path}, args...), u.env, 110, 40)
	s.WaitFor("$")
	return s
}

// TestCompletionInShells types the start of a line and the tab key.
func TestCompletionInShells(t *testing.T) {
	t.Parallel()
	for kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			u.prepare()
			s := u.start(kind)
			for name, test := range map[string]struct {
				typed string // without "corotui "
				shown []string
				after string // typed behind what is completed; then shown has it, too
			}{
				"a command":              {"webho", []string{"corotui webhooks %"}, "%"},
				"a flag":                 {"webhooks list --show", []string{"--show-secrets"}, ""},
				"a status":               {"webhooks list --status dis", []string{"--status disabled"}, ""},
				"a trigger":              {"webhooks edit x --add-trigger subs", []string{"--add-trigger subscription-updated"}, ""},
				"a field of a filter":    {"fleet list --filter st", []string{"--filter status:on"}, "on"},
				"the values of a field":  {"fleet list --filter trigger:subs", []string{"--filter trigger:subscription-updated"}, ""},
				"a profile":              {"--profile ac", []string{"--profile acme"}, ""},
				"a workspace":            {"webhooks list --workspace lakesidel", []string{"lakesidelaw_L1L2_x"}, ""},
				"where to copy":          {"fleet copy x --to contosobikes_C9B1_x,lakesidel", []string{"contosobikes_C9B1_x,lakesidelaw_L1L2_x"}, ""},
				"a webhook by its id":    {"webhooks get 66b", []string{"66b204f0c992d50b8b2f984c"}, ""},
				"a webhook by its name":  {"webhooks get Usage", []string{`Usage\ report`}, ""},
				"what to undo":           {"undo ", []string{`Restore description of "Usage report"`, `Disable "Billing to QuickBooks"`}, ""},
				"no file":                {"webhooks list own", []string{"list own%"}, "%"},
				"a file where one fits":  {"webhooks list --output own", []string{"--output own-file.txt"}, ""},
				"a page of the manual":   {"man work", []string{"man workspaces"}, ""},
				"no webhook, but a name": {"webhooks get own", []string{"get own%"}, "%"},
			} {
				s.Type("corotui " + test.typed)
				s.WaitFor("corotui " + strings.TrimRight(test.typed, " "))
				s.Press("tab")
				s.Type(test.after)
				t.Log(name)
				s.WaitFor(test.shown...)
				clean(s)
			}
		})
	}
}

// TestCompletionInQuotes completes names with spaces where the quote is still open.
func TestCompletionInQuotes(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	u.emulator.Put(emulator.DemoChannel, []byte(`{"id":"5ba1b0f0c992d50b8b2f0000","name":"Own $(touch pwned)","url":"https://h.example",
		"status":"disabled","triggers":["workspace-created"]}`))
	u.prepare()
	s := u.start("bash")
	for name, test := range map[string]struct{ typed, shown string }{
		"a double quote":          {`webhooks get "Usage`, `get "Usage report" %`},
		"a single quote":          {`webhooks get 'Usage r`, `get 'Usage report' %`},
		"after another":           {`webhooks get "Usage report" "Billing to Q`, `"Usage report" "Billing to QuickBooks" %`},
		"a hostile name":          {`webhooks get "Own`, `get "Own%`},
		"a value of a flag":       {`webhooks list --workspace "lakesidel`, `--workspace "lakesidelaw_L1L2_x" %`},
		"a value with a colon":    {`fleet list --filter "trigger:subs`, `--filter "trigger:subscription-updated`},
		"a command that is typed": {`webhooks get "$(touch pwned)`, `get "$(touch pwned)%`},
	} {
		s.Type("corotui " + test.typed)
		s.WaitFor("corotui " + strings.TrimRight(test.typed, " "))
		s.Press("tab")
		s.Type("%")
		t.Log(name)
		s.WaitFor(test.shown)
		clean(s)
	}
	if _, err := os.Stat(filepath.Join(u.home, "pwned")); err == nil {
		t.Error("what was typed, or the name of a webhook, was run as a command")
	}
}

// clean drops the line that was begun, and what the shell shows below it.
func clean(s *flow.Session) {
	s.Press("ctrl+u", "ctrl+l")
	s.WaitUntil(func(screen string) bool { return strings.TrimSpace(screen) == "$" }, "is empty but for a new line")
}

// prepare has earlier runs leave behind what is offered.
func (u *user) prepare() {
	u.t.Helper()
	u.write(".config/corotui/config.yaml", "profiles:\n  acme: {region: us, client_id: other}\n  beta: {region: eu, client_id: another}\n")
	u.write("own-file.txt", "")
	u.run("webhooks", "list")
	u.run("workspaces", "list")
	u.run("webhooks", "enable", "66b204f0c992d50b8b2f984c")
	u.run("webhooks", "edit", "Usage report", "--description", "moved")
	asked := len(u.emulator.Requests())
	u.t.Cleanup(func() {
		if got := len(u.emulator.Requests()); got != asked {
			u.t.Errorf("the completion sent %d requests", got-asked)
		}
	})
}

// TestAHostileNameIsNotRun completes twice where a server's names are commands.
func TestAHostileNameIsNotRun(t *testing.T) {
	t.Parallel()
	for kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			for i, name := range []string{"zz$(touch pwned) a", "zz$(touch pwned) b", "zy`touch pwned`"} {
				id := "5ba1b0f0c992d50b8b2f000" + string(rune('0'+i))
				u.emulator.Put(emulator.DemoChannel, []byte(`{"id":"`+id+`","name":"`+name+`","url":"https://h.example","status":"disabled","triggers":["workspace-created"]}`))
			}
			u.run("webhooks", "list")
			s := u.start(kind)
			for _, typed := range []string{"corotui webhooks get zz", "corotui webhooks get zy"} {
				s.Type(typed)
				s.WaitFor(typed)
				s.Press("tab", "tab")
				s.Type("%done")
				s.WaitFor("%done")
				clean(s)
			}
			if _, err := os.Stat(filepath.Join(u.home, "pwned")); err == nil {
				t.Error("the name of a webhook was run as a command")
			}
		})
	}
}

// TestCompletionScriptForPowerShell runs the script where PowerShell is installed, and
// else looks at it.
func TestCompletionScriptForPowerShell(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	u.prepare()
	command := exec.CommandContext(t.Context(), filepath.Join(folder, "corotui"), "completion", "powershell")
	command.Env = u.env
	script, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"Register-ArgumentCompleter -CommandName 'corotui'", "__complete"} {
		if !strings.Contains(string(script), part) {
			t.Errorf("%q is missing in\n%s", part, script)
		}
	}
	pwsh, err := exec.LookPath("pwsh")
	if err != nil {
		t.Skip("pwsh is missing, so the script is only read")
	}
	u.write("complete.ps1", "corotui completion powershell | Out-String | Invoke-Expression\n"+
		"(TabExpansion2 -inputScript 'corotui webhooks get 66b' -cursorColumn 24).CompletionMatches.CompletionText\n")
	command = exec.CommandContext(t.Context(), pwsh, "-NoProfile", "-File", filepath.Join(u.home, "complete.ps1"))
	command.Env = u.env
	if said, err := command.CombinedOutput(); err != nil || !strings.Contains(string(said), "66b204f0c992d50b8b2f984c") {
		t.Errorf("%v: %s", err, said)
	}
}
