package docs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/internal/delivery"
	"corotui/internal/mask"
)

// runtimes are what runs the snippets of deliveries.md, by their language. call is what
// follows a snippet to print whether one delivery is genuine: of the secret, the id, the
// signature, and the body.
var runtimes = []struct {
	language, file string
	run            []string
	begin, end     string
	call           func(secret, id, signature, body string) string
}{
	{"go", "main.go", []string{"go", "run"}, "\nfunc main() {\n", "}\n", func(secret, id, signature, body string) string {
		return fmt.Sprintf("println(genuine(%q, http.Header{%q: {%q}, %q: {%q}}, []byte(%q)))\n",
			secret, delivery.HeaderID, id, delivery.HeaderSignature, signature, body)
	}},
	{"python", "main.py", []string{"python3"}, "", "", func(secret, id, signature, body string) string {
		return fmt.Sprintf("print(str(genuine(%q, {%q: %q, %q: %q}, %q)).lower())\n",
			secret, delivery.HeaderID, id, delivery.HeaderSignature, signature, body)
	}},
	{"js", "main.js", []string{"node"}, "", "", func(secret, id, signature, body string) string {
		return fmt.Sprintf("console.log(genuine(%q, {%q: %q, %q: %q}, %q));\n",
			secret, strings.ToLower(delivery.HeaderID), id, strings.ToLower(delivery.HeaderSignature), signature, body)
	}},
	{"powershell", "main.ps1", []string{"pwsh", "-NoProfile", "-File"}, "", "", func(secret, id, signature, body string) string {
		return fmt.Sprintf("\"$(Test-Delivery '%s' @{'%s'='%s'; '%s'='%s'} '%s')\".ToLower()\n",
			secret, delivery.HeaderID, id, delivery.HeaderSignature, signature, body)
	}},
}

// TestSnippetsVerify runs the functions of the document on deliveries that are genuine, and
// on some that are not.
func TestSnippetsVerify(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("deliveries.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range runtimes {
		t.Run(r.language, func(t *testing.T) {
			t.Parallel()
			snippet := regexp.MustCompile("(?s)```" + r.language + "\n(.*?)```\n").FindSubmatch(document)
			if snippet == nil {
				t.Fatal("the document has no such snippet")
			}
			if _, err := exec.LookPath(r.run[0]); err != nil {
				t.Skipf("not run: there is no %s on this machine", r.run[0])
			}
			program, want := string(snippet[1])+r.begin, ""
			for _, d := range deliveries() {
				program += r.call("s3cret", string(d.id), d.signature, d.body)
				want += fmt.Sprintln(d.genuine)
			}
			file := filepath.Join(t.TempDir(), r.file)
			if err := os.WriteFile(file, []byte(program+r.end), 0o600); err != nil {
				t.Fatal(err)
			}
			command := exec.CommandContext(t.Context(), r.run[0], append(r.run[1:], file)...)
			command.Dir = filepath.Dir(file)
			said, err := command.CombinedOutput()
			if got := strings.ReplaceAll(string(said), "\r\n", "\n"); err != nil || got != want {
				t.Errorf("%v: got\n%swant\n%s", err, got, want)
			}
		})
	}
}

// sample is a delivery, and whether it is genuine.
type sample struct {
	id              api.Text
	signature, body string
	genuine         bool
}

func deliveries() []sample {
	secret := mask.NewSecret("s3cret")
	s, _ := delivery.FindSample("workspace-created")
	event := s.Event("evt-1", time.UnixMilli(1700000000000))
	other := s.Event("evt-2", time.UnixMilli(1700000000000))
	signed := func(format string) string {
		form, _ := delivery.ParseForm(format)
		return form.Sign(secret, "evt-1", event.Body())
	}
	of := func(signature string, event delivery.Event, genuine bool) sample {
		return sample{"evt-1", signature, string(event.Body()), genuine}
	}
	return []sample{
		of(signed("hex"), event, true), of(signed("HEX"), event, true), of(signed("sha256=hex"), event, true),
		of(signed("base64"), event, true), of(signed("sha256=base64"), event, true),
		of(signed("hex"), other, false), of(signed("hex")[1:], event, false), of("", event, false),
		of(delivery.DefaultForm().Sign(mask.NewSecret("other"), "evt-1", nil), event, false),
		of(delivery.DefaultForm().Sign(secret, "evt-2", nil), event, false),
	}
}
