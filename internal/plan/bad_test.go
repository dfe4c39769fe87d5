package plan_test

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what is said of bad files anew")

// badFile is a file with mistakes.
type badFile struct {
	name, text string
	schema     bool // the schema refuses it, too
	says       string
}

// badFiles reads testdata/bad.txt.
func badFiles(t *testing.T) (about string, all []badFile) {
	t.Helper()
	data, err := os.ReadFile("testdata/bad.txt")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(data), "=== ")
	for _, part := range parts[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		text, says, _ := strings.Cut(rest, ">>>\n")
		name, schema := strings.CutSuffix(name, " | schema")
		all = append(all, badFile{name, text, schema, says})
	}
	return parts[0], all
}

func TestBadFiles(t *testing.T) { // one after the other: they may be written
	about, all := badFiles(t)
	written := about
	for i, bad := range all {
		policy, err := parse(bad.text)
		if err == nil || policy != nil {
			t.Errorf("%s: nothing is wrong with it", bad.name)
		}
		says := strings.Join(problemsOf(err), "\n") + "\n"
		if says != bad.says && !*update {
			t.Errorf("%s: it says\n%s\nnot\n%s", bad.name, says, bad.says)
		}
		all[i].says = says
		if bad.schema {
			bad.name += " | schema"
		}
		written += "=== " + bad.name + "\n" + bad.text + ">>>\n" + says
	}
	if len(all) < 40 {
		t.Errorf("there are only %d", len(all))
	}
	if *update {
		if err := os.WriteFile("testdata/bad.txt", []byte(written), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
