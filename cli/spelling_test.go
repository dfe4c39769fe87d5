package cli_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestNameInAnotherForm: an accent may be typed as one character or as two, and
// neither shows. The exact name wins where both are there.
func TestNameInAnotherForm(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	for _, name := range []string{"Zürich", norm.NFD.String("Genève")} {
		w.run(hookCanary+"\n", "webhooks", "create", "--name", name, "--url", "https://hooks.example/x", "--trigger", "workspace-created", "--secret-stdin").want(t, 0)
	}
	w.run("", "webhooks", "disable", norm.NFD.String("Zürich"), "Genève").want(t, 0, row("Zürich", ""), row(norm.NFD.String("Genève"), ""), "2 done")
	w.run(hookCanary+"\n", "webhooks", "create", "--name", norm.NFD.String("Zürich"), "--url", "https://hooks.example/y", "--trigger", "workspace-created", "--secret-stdin").want(t, 0)
	w.run("", "webhooks", "get", "Zürich", "--json").want(t, 0, "hooks.example/x")
	w.run("", "webhooks", "get", norm.NFD.String("Zürich"), "--json").want(t, 0, "hooks.example/y")
}

// TestDoctorNamesAMalformedProxy, as every command refuses to go around one.
func TestDoctorNamesAMalformedProxy(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		w := loggedIn(t)
		w.set(name + "=http://joe:hunter%zz2@127.0.0.1:1")
		if e := w.run("", "doctor", "--api-url", "https://api.coro.invalid"); e.code == 0 || !strings.Contains(e.stdout, "HTTPS_PROXY is not a URL") || strings.Contains(e.stdout+e.stderr, "hunter") {
			t.Errorf("with %s it ends with %d:\n%s%s", name, e.code, e.stdout, e.stderr)
		}
	}
}
