package cli_test

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"corotui/cli"
)

// mayHold reports whether a flag may well hold what is bad in others.
func mayHold(flag, what string) bool {
	switch flag {
	case "description":
		return what != "too long" && what != "not UTF-8"
	case "header":
		return what == "control" || what == "line break"
	case "from", "input", "output", "out", "config", "log-file", "ca-file":
		return what != "empty" && what != "blank" && what != "too long"
	}
	return false
}

// TestNoBadValueIsTaken gives every flag and argument of every command values
// that nobody means: each is refused with exit code 2 before anything is asked,
// and named.
func TestNoBadValueIsTaken(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	bad := map[string]string{"empty": "", "blank": " \t", "control": "a\x1b[2J", "line break": "https://x.example/in\r\n", "too long": strings.Repeat("a", 70_000), "not UTF-8": "a\xff"}
	refused := func(named string, args ...string) {
		t.Helper()
		if e := w.run("", args...); e.code != 2 || !strings.Contains(e.stderr, named) || e.stdout != "" {
			t.Errorf("%.200q ends with %d and says %.300q, want %s", args, e.code, e.stderr, named)
		}
	}
	flags := 0
	var walk func(c *cobra.Command, path ...string)
	walk = func(c *cobra.Command, path ...string) {
		for _, below := range c.Commands() {
			walk(below, append(path[:len(path):len(path)], below.Name())...)
		}
		if !c.Runnable() {
			return
		}
		look := func(flag *pflag.Flag) {
			if flag.Name == "help" || flag.Name == "version" {
				return
			}
			flags++
			operands := []string{}
			if strings.Contains(c.Use, "WEBHOOK") {
				operands = []string{billing}
			}
			given := func(value string) []string {
				return slices.Concat(path, []string{"--" + flag.Name + "=" + value}, operands)
			}
			_, several := flag.Value.(pflag.SliceValue)
			if flag.Value.Type() != "string" && !several {
				refused("--"+flag.Name, given("banana")...)
				return
			}
			for what, value := range bad {
				if !mayHold(flag.Name, what) {
					refused("--"+flag.Name, given(value)...)
				}
			}
		}
		c.LocalFlags().VisitAll(look)
		c.InheritedFlags().VisitAll(func(flag *pflag.Flag) {
			if flag.Value.Type() == "string" {
				refused("--"+flag.Name, append(slices.Clone(path), "--"+flag.Name+"=")...)
			}
		})
		for _, value := range bad {
			refused("", append(slices.Clone(path), "--", value)...)
		}
	}
	walk(cli.Tree())
	if flags < 80 {
		t.Errorf("only %d flags were found", flags)
	}
	if asked := w.emulator.Requests(); len(asked) > 0 {
		t.Errorf("the server was asked %d times, first %s %s", len(asked), asked[0].Method, asked[0].Path)
	}
}

// TestNoWrongChangeIsSent gives the commands that change webhooks what the rules
// refuse, by flag and as JSON: nothing is written, and the flag or the place in the JSON is named.
func TestNoWrongChangeIsSent(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	edit := []string{"webhooks", "edit", billing}
	create := []string{"webhooks", "create", "--name", "n", "--url", "https://x.example", "--trigger", "workspace-created", "--secret-stdin"}
	for _, test := range []struct {
		stdin string
		args  []string
		said  string
	}{
		{"", append(edit, "--url", "notaurl"), `--url "notaurl" does not start with https:// or http://`},
		{"", append(edit, "--url", "ftp://a.b"), `--url "ftp://a.b" does not start with https:// or http://`},
		{"", append(edit, "--url", "javascript:alert(1)"), "--url"},
		{"", append(edit, "--url", " https://x"), `--url " https://x" has a blank at its start or end`},
		{"", append(edit, "--url", "https://u:••••••••••••@h.example"), "--url is masked"},
		{"", append(edit, "--name", "••••••••••••"), "--name is masked"},
		{"", append(edit, "--description", "a\x1bb"), `--description "a\x1bb" contains control characters`},
		{"", append(edit, "--add-trigger", "workspace-craeted"), `--add-trigger "workspace-craeted" is not a known trigger; did you mean workspace-created?; --force allows it`},
		{"", append(edit, "--add-trigger", "a,,b"), "--add-trigger has an empty value"},
		{"", append(edit, "--trigger", "••••••••••••"), "--trigger"},
		{"", append(edit, "--remove-trigger", "ticket-escalted"), `--remove-trigger "ticket-escalted" is not a trigger of the webhook; did you mean ticket-escalated?`},
		{"", append(edit, "--remove-trigger", "workspace-created,subscription-updated,ticket-escalated"), "--remove-trigger: triggers must not be empty"},
		{"", append(edit, "--header", "X Env: a"), `--header "X Env" has a name that no HTTP header can have`},
		{"", append(edit, "--header", "X-Env: a\r\nX-Other: b"), `--header "X-Env" has a value with a line break`},
		{"", append(edit, "--header", "X-Env: ••••••••••••"), `--header "X-Env" is masked`},
		{`{"headers":["a"]}`, append(edit, "--from", "-"), "--from: headers must be an object of strings, not an array"},
		{`{"triggers":null}`, append(edit, "--from", "-"), "--from: triggers must be an array of strings, not null"},
		{`{"status":"banana"}`, append(edit, "--from", "-"), `--from: status "banana" is not a status; use enabled or disabled`},
		{`{"applyToAllDescendants":"yes"}`, append(edit, "--from", "-"), "--from: applyToAllDescendants must be true or false"},
		{`{"triggers":["workspace-created","workspace-craeted"]}`, append(edit, "--from", "-"), `--from: triggers[1] "workspace-craeted" is not a known trigger`},
		{`{"tiggers":[]}`, append(edit, "--from", "-"), "--from: tiggers is not a field of a webhook; did you mean triggers?"},
		{strings.Repeat(" ", 2<<20), append(edit, "--from", "-"), "it is too large"},
		{"s", append(create, "--trigger", "brand-new"), `--trigger "brand-new" is not a known trigger`},
		{"s", append(create, "--url", "notaurl", "--name", "a\u009bb"), `--name "a\u009bb" contains a line break`},
		{`{"name":"n","url":"https://x.example","triggers":["workspace-created"],"secret":"s","headers":{"Authorization":"••••••••••••"}}`, []string{"webhooks", "create", "--from", "-"}, `--from: headers["Authorization"] is masked`},
		{`{"name":"n","url":"https://x.example/?sig=••••••••••••","triggers":["workspace-created"],"secret":"••••••••••••"}`, []string{"webhooks", "create", "--from", "-"}, "--from: secret is masked"},
	} {
		if e := w.run(test.stdin, test.args...); e.code != 2 || !strings.Contains(e.stderr, test.said) || e.stdout != "" {
			t.Errorf("%q with %.60q ends with %d and says %s, want %s", test.args, test.stdin, e.code, e.stderr, test.said)
		}
	}
	for _, r := range w.emulator.Requests() {
		if r.Method != http.MethodGet && !strings.Contains(r.Path, "token") {
			t.Errorf("%s %s was sent", r.Method, r.Path)
		}
	}
	// All that is wrong is told, a line each.
	e := w.run("", append(edit, "--url", "notaurl", "--add-trigger", "nope-nope-nope", "--name", "••••••••••••")...)
	if got := strings.Count(e.stderr, "\n"); got != 3 {
		t.Errorf("%d lines tell of three faults: %s", got, e.stderr)
	}
	w.run("", append(edit, "--url", "http://x.example", "--remove-header", "X-Nope")...).want(t, 0,
		`--url "http://x.example" uses http`, `--remove-header "X-Nope" is not a header of the webhook`, row("done", "acmechannel_AB12_c", "Acme Channel", billing))
	e = w.run("", append(edit, "--add-trigger", "brand-new", "--force")...)
	if e.code != 1 || !strings.Contains(e.stderr, `--add-trigger "brand-new" is not a known trigger`) || !strings.Contains(e.stderr, "refused the request") {
		t.Errorf("a forced trigger is not sent: %d %s", e.code, e.stderr)
	}
}

// TestTheServersSpellingIsUsed: whether a server takes another is not documented.
func TestTheServersSpellingIsUsed(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	var sent []string
	loud := strings.NewReplacer(`"enabled"`, `"ENABLED"`, `"disabled"`, `"DISABLED"`)
	quiet := strings.NewReplacer(`"ENABLED"`, `"enabled"`, `"DISABLED"`, `"disabled"`)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if r.Method == http.MethodPut || strings.HasSuffix(r.URL.Path, "/webhooks") && r.Method == http.MethodPost {
			sent = append(sent, decode[hook](t, string(body)).Status) // one request after the other
		}
		r.Body = io.NopCloser(strings.NewReader(quiet.Replace(string(body))))
		answer := httptest.NewRecorder()
		w.emulator.ServeHTTP(answer, r)
		maps.Copy(rw.Header(), answer.Header())
		rw.Header().Del("Content-Length")
		rw.WriteHeader(answer.Code)
		_, _ = io.WriteString(rw, loud.Replace(answer.Body.String()))
	}))
	t.Cleanup(server.Close)
	w.set("COROTUI_API_URL=" + server.URL)
	w.run("", "webhooks", "enable", billing).want(t, 0)
	w.run("", "webhooks", "enable", billing).want(t, 0, "is already enabled")
	w.run(`{"status":"disabled"}`, "webhooks", "edit", billing, "--from", "-").want(t, 0)
	w.run("s", "webhooks", "create", "--name", "n", "--url", "https://x.example", "--trigger", "workspace-created", "--secret-stdin", "--disabled").want(t, 0)
	if got := strings.Join(sent, " "); got != "ENABLED DISABLED DISABLED" {
		t.Errorf("sent was %s", got)
	}
}

// TestWhatIsShownCanBeGivenBack: the masks of a URL, of headers, and of unknown
// fields change nothing.
func TestWhatIsShownCanBeGivenBack(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	id := "5ba1b0f0c992d50b8b2f9999"
	w.emulator.Put("acmechannel_AB12_c", []byte(`{"id":"`+id+`","name":"Odd","description":"a","url":"https://u:pw@h.example/x?sig=ABC&a=1",
		"status":"disabled","triggers":["workspace-created"],"headers":{"X-Env":"p","Authorization":"Bearer abc"},"secret":"s3","accessToken":"t0k","note":"<&\u202e>"}`))
	before := w.emulator.Webhooks("acmechannel_AB12_c")
	for _, document := range before {
		one := decode[hook](t, string(document)).ID
		export := w.run("", "webhooks", "get", one, "--json").stdout
		w.run(export, "webhooks", "edit", one, "--from", "-").want(t, 0, row("unchanged", "acmechannel_AB12_c"), "already has these values")
	}
	export := strings.Replace(w.run("", "webhooks", "get", id, "--json").stdout, `"description": "a"`, `"description": "b"`, 1)
	w.run(export, "webhooks", "edit", id, "--from", "-").want(t, 0, row("done", "acmechannel_AB12_c", "Acme Channel", id, "Odd"))
	held, _ := w.emulator.Webhook("acmechannel_AB12_c", id)
	for _, kept := range []string{"https://u:pw@h.example/x?sig=ABC&a=1", "Bearer abc", "t0k", "s3", `"b"`} {
		if !strings.Contains(string(held), kept) {
			t.Errorf("%s is missing in %s", kept, held)
		}
	}
}
