package doctor_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/config"
	"corotui/internal/doctor"
)

const canary = "canary-5d10"

// report is what an examination found, by group and name.
type report map[string]doctor.Finding

func (r report) String() string {
	var b strings.Builder
	for key, f := range r {
		fmt.Fprintf(&b, "%s: %s %q %q\n", key, f.Verdict, f.Says, f.Next)
	}
	return b.String()
}

// want checks a finding.
func (r report) want(t *testing.T, key string, verdict doctor.Verdict, says string) {
	t.Helper()
	f, there := r[key]
	if !there || f.Verdict != verdict || !strings.Contains(f.Says, says) {
		t.Errorf("%s is %s %q, want %s %q in\n%s", key, f.Verdict, f.Says, verdict, says, r)
	}
	if f.Verdict == doctor.Failed && f.Next == "" {
		t.Errorf("%s says nothing about what to do", key)
	}
}

func examine(ctx context.Context, s doctor.Subject) report {
	found := report{}
	doctor.Examine(ctx, s, func(f doctor.Finding) { found[string(f.Group)+"/"+f.Name] = f })
	return found
}

// subject is an account at an API at base, by settings from the environment.
func subject(t *testing.T, base string, env ...string) doctor.Subject {
	t.Helper()
	home := t.TempDir()
	env = append([]string{
		"HOME=" + home, "COROTUI_API_URL=" + base, "COROTUI_CLIENT_ID=" + canary + "-id", "COROTUI_CLIENT_SECRET=" + canary + "-secret",
		"COROTUI_WORKSPACE=" + emulator.DemoChannel,
	}, env...)
	c, err := config.Load(config.Options{Env: config.NewEnv(env)})
	return doctor.Subject{
		Config: c, ConfigError: err, Now: time.Now,
		Client: func(ctx context.Context) (*api.Client, error) {
			secret, err := c.ReadSecret(ctx)
			if err != nil {
				return nil, err
			}
			return api.New(api.WithBaseURL(c.APIURL.Value), api.WithCredentials(c.ClientID.Value, secret), api.WithRetries(0))
		},
	}
}

// serve runs an emulator over HTTP whose webhooks hold canaries everywhere.
func serve(t *testing.T, options ...emulator.Option) (*emulator.Server, string) {
	t.Helper()
	server := emulator.New(emulator.Demo(), append(options, emulator.WithCredentials(canary+"-id", canary+"-secret"))...)
	for _, raw := range server.Webhooks(emulator.DemoChannel) {
		server.Put(emulator.DemoChannel, []byte(strings.NewReplacer(
			"https://", "https://u:"+canary+"@", `"secret":"`, `"secret":"`+canary, `"name":"`, `"name":"`+canary,
		).Replace(string(raw))))
	}
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		server.Close()
		listener.Close()
	})
	return server, listener.URL
}

// TestAllIsWell: nothing but reads and one token request leaves, and nothing
// secret, no name and no whole id is in the report.
func TestAllIsWell(t *testing.T) {
	t.Parallel()
	server, base := serve(t)
	found := examine(t.Context(), subject(t, base))
	found.want(t, "settings/config", doctor.OK, "no ~/.config/corotui/config.yaml")
	found.want(t, "settings/values", doctor.OK, "(environment COROTUI_API_URL)")
	found.want(t, "settings/secret", doctor.OK, "in the environment")
	found.want(t, "network/DNS", doctor.OK, "not needed for the address 127.0.0.1")
	found.want(t, "network/TCP", doctor.OK, "accepts connections")
	found.want(t, "network/server", doctor.OK, "answers after ")
	found.want(t, "network/TLS", doctor.OK, "not used")
	found.want(t, "network/clock", doctor.OK, "agrees")
	found.want(t, "account/token", doctor.OK, "the credentials work; a new token is valid for 24h")
	found.want(t, "account/workspace", doctor.OK, "acme… has 12 webhooks, 2 not enabled")
	found.want(t, "terminal/terminal", doctor.Skipped, "does not go to a terminal")
	for key, f := range found {
		if f.Verdict == doctor.Failed {
			t.Errorf("%s failed: %s", key, f.Says)
		}
	}
	for _, hidden := range []string{canary, emulator.DemoChannel, "Billing", "hooks.acme"} {
		if strings.Contains(found.String(), hidden) {
			t.Errorf("the report shows %q:\n%s", hidden, found)
		}
	}
	for _, r := range server.Requests() {
		if r.Method != http.MethodGet && r.Path != "/oauth/token" || strings.HasSuffix(r.Path, "/test") {
			t.Errorf("%s %s was sent", r.Method, r.Path)
		}
	}
	if tests := server.Tests(); len(tests) != 0 {
		t.Errorf("%d tests were sent", len(tests))
	}
}

// variantFindings are the names of findings and what they say, by variants.
var variantFindings = map[string][2]string{
	"list=envelope":           {"list of webhooks", "200, an envelope (items)"},
	"list=array":              {"list of webhooks", "200, a bare array"},
	"list=paged":              {"pages of webhooks", "page works"},
	"list=page-ignored":       {"pages of webhooks", "page is ignored"},
	"list=no-total":           {"list of webhooks", "without totalElements"},
	"list=total-string":       {"list of webhooks", "totalElements a string, 5 of 12 at once"},
	"list=total-string-whole": {"list of webhooks", "totalElements a string"},
	"secret=clear":            {"secret", "in clear text"},
	"secret=stars":            {"secret", "masked"},
	"secret=dots":             {"secret", "masked"},
	"secret=absent":           {"secret", "left out"},
	"secret=empty":            {"secret", "empty"},
	"secret=null":             {"secret", "null"},
	"unknown-id=404":          {"unknown id", "404"},
	"unknown-id=400":          {"unknown id", "400"},
	"unknown-id=403":          {"unknown id", "403"},
	"workspace=object":        {"own workspace", "200, an object, its id called id"},
	"workspace=array":         {"own workspace", "a bare array"},
	"workspace=envelope":      {"own workspace", "an envelope"},
	"workspace-names=alias":   {"own workspace", "its id called workspaceId"},
	"search=array":            {"search", "a bare array"},
	"search=404":              {"search", "404, so workspaces can be opened only by id"},
	"search=405":              {"search", "405"},
	"search=paged":            {"pages of search", "page works"},
	"grandchildren=absent":    {"tree", "all 10 returned are direct children"},
	"grandchildren=found":     {"tree", "children of children are found"},
	"parents=absent":          {"tree", "do not name their parent"},
	"triggers=kebab":          {"triggers", "kebab case"},
	"triggers=camel":          {"triggers", "camel case"},
	"triggers=versioned":      {"triggers", "camel case with a version"},
	"one-trigger=string":      {"triggers", "a bare string"},
	"descendants=standard":    {"descendants", "applyToAllDescendants, a boolean"},
	"descendants=misspelled":  {"descendants", "applyToAllDescendents, a boolean"},
	"flags=string":            {"descendants", "applyToAllDescendants, a boolean in a string"},
	"timestamps=millis":       {"time", "updated is a number of milliseconds, created is a number of milliseconds"},
	"timestamps=string":       {"time", "updated is a number of milliseconds in a string"},
	"timestamps=seconds":      {"time", "updated is a number of seconds,"},
	"timestamps=iso":          {"time", "updated is an ISO 8601 string"},
	"timestamps=absent":       {"time", "updated is left out"},
	"timestamps=zero":         {"time", "updated is 0"},
	"owner=given":             {"owner", "workspaceId is a string"},
	"owner=absent":            {"owner", "workspaceId is left out"},
	"empty-fields=given":      {"description", "a string or empty"},
	"empty-fields=null":       {"description", "a string or null"},
	"empty-fields=absent":     {"headers", "an object or left out"},
	"extra=added":             {"more fields", "that are not documented"},
	"errors=strings":          {"errors", "application/problem+json, errors a list of strings"},
	"errors=objects":          {"errors", "application/problem+json, errors a list of objects"},
	"errors=message":          {"errors", "application/json, errors left out, timestamp left out, explained by message"},
	"errors=oauth":            {"errors", "explained by error and error_description"},
	"errors=html":             {"errors", "not a JSON object, but text/html"},
	"errors=empty":            {"errors", "no body"},
	"trace=both":              {"trace of errors", "a trace id in header and body"},
	"trace=header":            {"trace of errors", "a trace id in the header"},
	"trace=body":              {"trace of errors", "a trace id in the body"},
	"trace=none":              {"trace of errors", "no trace id"},
	"expires-in=day":          {"token's life", "a number of seconds"},
	"expires-in=string":       {"token's life", "a string of seconds"},
	"expires-in=absent":       {"token's life", "not given"},
}

// TestVariants: the report says which behavior the API has, whatever it is.
func TestVariants(t *testing.T) {
	t.Parallel()
	for variant, want := range variantFindings {
		t.Run(variant, func(t *testing.T) {
			t.Parallel()
			pages := ""
			if strings.HasPrefix(variant, "list=") || strings.HasPrefix(variant, "search=") {
				pages = ",page-size=5"
			}
			v, err := emulator.ParseVariant(variant + pages)
			if err != nil {
				t.Fatal(err)
			}
			_, base := serve(t, emulator.WithVariant(v))
			examine(t.Context(), subject(t, base)).want(t, "api/"+want[0], doctor.OK, want[1])
		})
	}
}

// TestPagesOfAWholeList: that everything came at once does not hide what page does.
func TestPagesOfAWholeList(t *testing.T) {
	t.Parallel()
	for variant, says := range map[string]string{
		"list=envelope":              "page is ignored: page=1 returns everything",
		"list=array":                 "page is ignored: page=1 returns everything",
		"list=total-string-whole":    "page is ignored: page=1 returns everything",
		"list=paged,page-size=20":    "page works: page=1 is empty",
		"list=no-total,page-size=20": "page works: page=1 is empty",
		"size=refused,list=paged":    "page works: page=1 is empty",
	} {
		t.Run(variant, func(t *testing.T) {
			t.Parallel()
			v, err := emulator.ParseVariant(variant)
			if err != nil {
				t.Fatal(err)
			}
			_, base := serve(t, emulator.WithVariant(v))
			examine(t.Context(), subject(t, base)).want(t, "api/pages of webhooks", doctor.OK, says)
		})
	}
}

// TestAccount: what is wrong with the credentials or the workspace is told, and
// what depends on it is not looked at.
func TestAccount(t *testing.T) {
	t.Parallel()
	server, base := serve(t)
	found := examine(t.Context(), subject(t, base, "COROTUI_CLIENT_SECRET=wrong"))
	found.want(t, "account/token", doctor.Failed, "refused the credentials (401)")
	found.want(t, "account/workspace", doctor.Skipped, "no token")
	found = examine(t.Context(), subject(t, base, "COROTUI_WORKSPACE=somebody_XX11_y"))
	found.want(t, "account/workspace", doctor.Failed, "no access to some…")
	found = examine(t.Context(), subject(t, base, "COROTUI_WORKSPACE="))
	found.want(t, "account/workspace", doctor.Warning, "none is set")
	found = examine(t.Context(), subject(t, base, "COROTUI_CLIENT_ID=", "COROTUI_CLIENT_SECRET="))
	found.want(t, "settings/secret", doctor.Failed, "no credentials")
	found.want(t, "account/token", doctor.Skipped, "no secret")
	server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusServiceUnavailable, Operation: emulator.OpToken, Times: emulator.Forever})
	found = examine(t.Context(), subject(t, base))
	found.want(t, "account/token", doctor.Failed, "returned no token (503)")
}

// TestAnswersThatAreNotTheAPIs are told by their form, where nothing else can be.
func TestAnswersThatAreNotTheAPIs(t *testing.T) {
	t.Parallel()
	fault := func(operation emulator.Operation, kind emulator.Kind) report {
		server, base := serve(t)
		server.Fault(emulator.Fault{Kind: kind, Operation: operation, Status: http.StatusInternalServerError, Times: emulator.Forever})
		return examine(t.Context(), subject(t, base))
	}
	fault(emulator.OpToken, emulator.KindPage).want(t, "account/token", doctor.Failed, "the server did not return a token (200)")
	found := fault(emulator.OpList, emulator.KindInvalid)
	found.want(t, "account/workspace", doctor.Failed, ": unexpected answer (200)")
	found.want(t, "api/list of webhooks", doctor.OK, "200, not JSON")
	found.want(t, "api/own workspace", doctor.OK, "200, an object")
	found = fault(emulator.OpList, emulator.KindStatus)
	found.want(t, "account/workspace", doctor.Failed, "could not list the webhooks of acme… now (500)")
	if _, there := found["api/list of webhooks"]; there {
		t.Error("what the server cannot tell now was asked for again")
	}
}

// TestSettings: settings that are wrong are told with their line, and nothing
// is asked of anyone.
func TestSettings(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "c.yaml")
	write := func(text string, mode os.FileMode) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	server, base := serve(t)
	write("profles: {}\n", 0o600)
	found := examine(t.Context(), subject(t, base, "COROTUI_CONFIG="+path))
	found.want(t, "settings/config", doctor.Failed, `:1: there is no setting "profles"`)
	found.want(t, "network/server", doctor.Skipped, "not checked")
	if asked := server.Requests(); len(asked) != 0 {
		t.Errorf("%d requests were sent", len(asked))
	}
	write("profiles: {}\n", 0o602)
	found = examine(t.Context(), subject(t, base, "COROTUI_CONFIG="+path))
	found.want(t, "settings/config", doctor.Failed, "others can change it (mode 0602)")
	if got := found["settings/config"].Next; got != "chmod 600 "+path {
		t.Errorf("next is %q", got)
	}
	write("profiles: {}\n", 0o620)
	found = examine(t.Context(), subject(t, base, "COROTUI_CONFIG="+path))
	found.want(t, "settings/config", doctor.Warning, "others can change ")
	write("profiles: {}\n", 0o600)
	if err := os.Chmod(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	found = examine(t.Context(), subject(t, base, "COROTUI_CONFIG="+path))
	found.want(t, "settings/config", doctor.Warning, "others can replace ")
}

// TestAskedToEnd ends at once, and without a wrong word about the server.
func TestAskedToEnd(t *testing.T) {
	t.Parallel()
	_, base := serve(t)
	ctx, cancel := context.WithCancel(t.Context())
	s := subject(t, base)
	s.Dial = func(context.Context, string, string) (net.Conn, error) {
		cancel()
		return nil, ctx.Err()
	}
	found := examine(ctx, s)
	if _, there := found["account/token"]; there {
		t.Errorf("it went on:\n%s", found)
	}
}

func TestTerminal(t *testing.T) {
	t.Parallel()
	good := doctor.TerminalFacts{
		Present: true, Width: 80, Height: 24, Term: "xterm-256color", UTF8: true, Colors: "256 colors", Answered: true, Copies: true,
		Widths: []doctor.CharacterWidth{{"新", "a wide character", 2, 2}},
	}
	for name, c := range map[string]struct {
		change  func(*doctor.TerminalFacts)
		key     string
		verdict doctor.Verdict
		says    string
	}{
		"good":        {func(*doctor.TerminalFacts) {}, "kind", doctor.OK, "TERM xterm-256color, 256 colors"},
		"copies":      {func(*doctor.TerminalFacts) {}, "copying", doctor.OK, "accepts copied text"},
		"small":       {func(f *doctor.TerminalFacts) { f.Height = 10 }, "size", doctor.Warning, "80x10"},
		"dumb":        {func(f *doctor.TerminalFacts) { f.Term = "dumb" }, "kind", doctor.Failed, "TERM dumb"},
		"silent":      {func(f *doctor.TerminalFacts) { f.Answered, f.Widths = false, nil }, "kind", doctor.Warning, "does not answer questions"},
		"no position": {func(f *doctor.TerminalFacts) { f.Widths = nil }, "widths", doctor.Skipped, "does not report its cursor position"},
		"torn":        {func(f *doctor.TerminalFacts) { f.Widths[0].Drawn = 1 }, "widths", doctor.Warning, "takes 1, not 2"},
		"ASCII":       {func(f *doctor.TerminalFacts) { f.UTF8 = false }, "characters", doctor.Warning, "signs are ASCII"},
		"NO_COLOR":    {func(f *doctor.TerminalFacts) { f.NoColor = true }, "kind", doctor.OK, "no colors, because NO_COLOR is set"},
		"tmux":        {func(f *doctor.TerminalFacts) { f.Multiplexer, f.Clipboard = "tmux", "off" }, "copying", doctor.Warning, "set-clipboard off"},
		"tmux usual":  {func(f *doctor.TerminalFacts) { f.Multiplexer, f.Clipboard = "tmux", "external" }, "copying", doctor.Warning, "set-clipboard external"},
		"tmux on":     {func(f *doctor.TerminalFacts) { f.Multiplexer, f.Clipboard = "tmux", "on" }, "copying", doctor.OK, "accepts copied text"},
		"screen":      {func(f *doctor.TerminalFacts) { f.Multiplexer, f.Copies = "screen", false }, "copying", doctor.Warning, "does not pass"},
		"SSH":         {func(f *doctor.TerminalFacts) { f.SSH = true }, "kind", doctor.OK, "over SSH"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			facts := good
			facts.Widths = append([]doctor.CharacterWidth{}, good.Widths...)
			c.change(&facts)
			s := subject(t, nobody)
			s.Terminal, s.ConfigError = facts, config.ErrNoSecret
			examine(t.Context(), s).want(t, "terminal/"+c.key, c.verdict, c.says)
		})
	}
}
