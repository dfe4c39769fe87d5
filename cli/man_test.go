package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestManual: each page has every section, is clean for mandoc, and is the same from the
// same source.
func TestManual(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set("SOURCE_DATE_EPOCH=1796000000")
	folder := filepath.Join(w.home, "man", "man1")
	w.run("", "man", "--dir", folder).want(t, 0, "Wrote ")
	pages, err := filepath.Glob(filepath.Join(folder, "*.1"))
	if err != nil || len(pages) < 12 {
		t.Fatalf("there are only %q, %v", pages, err)
	}
	sections := regexp.MustCompile(`(?s)^\.TH \S+ 1 2026-11-30 .*\n\.SH "NAME"\n(corotui\S*) - .*\n\.SH "SYNOPSIS"\n.*\n\.SH "DESCRIPTION"\n.*\n\.SH "OPTIONS"\n.*\n` +
		`\.SH "EXAMPLES"\n\.RS 4\n\.nf\n.*\w.*\n\.fi\n.*\.SH "EXIT STATUS"\n.*\n\.SH "ENVIRONMENT"\n.*COROTUI_PROFILE.*\n\.SH "FILES"\n.*history\.jsonl.*\n\.SH "SEE ALSO"\n`)
	for _, path := range pages {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".1")
		if found := sections.FindSubmatch(content); found == nil || string(found[1]) != name {
			t.Errorf("%s lacks a section:\n%s", name, content)
		}
		topic := strings.TrimPrefix(name, "corotui-")
		if alone := w.run("", "man", topic); alone.code != 0 || alone.stdout != string(content) {
			t.Errorf("man %s writes another page, or ends with %d: %s", topic, alone.code, alone.stderr)
		}
	}
	if fleet := w.run("", "man", "fleet").stdout; !strings.Contains(fleet, `\fBcorotui fleet copy\fR \fIWEBHOOK\fR [`) ||
		!strings.Contains(fleet, `The default is \fB8\fR.`) || !strings.Contains(fleet, "Only for \\fBcopy\\fR.") {
		t.Errorf("the page of the fleet is\n%s", fleet)
	}
	w.run("", "man", "flet").want(t, 2, `There is no page "flet". Did you mean fleet?`)
	w.run("", "man", "fleet", "--dir", folder).want(t, 2, "--dir writes every page")
	mandoc, err := exec.LookPath("mandoc")
	if err != nil {
		t.Skip("mandoc is missing, which checks the pages")
	}
	if said, err := exec.CommandContext(t.Context(), mandoc, append([]string{"-Tlint", "-Wwarning"}, pages...)...).CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("mandoc says %s (%v)", said, err)
	}
}
