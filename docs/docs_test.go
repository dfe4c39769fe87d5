// Package docs holds what is written about the program, and the tests that
// hold it to what the program is. "go test ./docs -update" writes the generated
// parts again.
package docs

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"corotui/api/emulator"
	"corotui/cli"
	"corotui/cli/manual"
	"corotui/ui/keys"
)

var update = flag.Bool("update", false, "write the generated parts of the documents anew")

const readme = "../README.md"

// TestGeneratedParts holds the tables that are made from the code to the code.
func TestGeneratedParts(t *testing.T) { // one after the other: they may write one file
	for _, part := range []struct {
		file, name string
		want       string
	}{
		{readme, "keys", keyTable(keys.Default())},
		{readme, "environment", factTable("environment", manual.Environment)},
		{readme, "exit-codes", exitTable(manual.ExitStatus)},
		{"emulator.md", "switches", switchTable(emulator.Switches())},
		{"emulator.md", "faults", valueTable("fault", emulator.FaultKinds())},
		{"emulator.md", "fault-options", valueTable("option", emulator.FaultOptions())},
	} {
		t.Run(part.name, func(t *testing.T) { hold(t, part.file, part.name, part.want) })
	}
}

// hold compares a generated part of a document with what it is made from, or writes it.
func hold(t *testing.T, file, name, want string) {
	t.Helper()
	content := read(t, file)
	begin, end := "<!-- generated: "+name+" -->\n", "<!-- end of "+name+" -->"
	before, rest, found := strings.Cut(content, begin)
	have, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no place for %s: it lacks %q or %q", file, name, begin, end)
	}
	if have == want {
		return
	}
	if !*update {
		t.Fatalf("%s is stale; go test ./docs -update writes it anew.\nhave:\n%s\nwant:\n%s", file, have, want)
	}
	if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// keyTable writes a table of the keys for each group.
func keyTable(m keys.Map) string {
	var b strings.Builder
	for _, group := range keys.Groups {
		fmt.Fprintf(&b, "\n| key | %s | name in the config |\n|---|---|---|\n", group)
		for _, row := range m.Documented() {
			if row.Group == group {
				fmt.Fprintf(&b, "| %s | %s | `%s` |\n", codes(strings.Fields(row.Keys)), row.Meaning, row.Action)
			}
		}
	}
	return b.String() + "\n"
}

func switchTable(switches []emulator.Switch) string {
	var b strings.Builder
	b.WriteString("\n| switch | what is open | values, the first is the default |\n|---|---|---|\n")
	for _, s := range switches {
		names := make([]string, len(s.Values))
		for i, v := range s.Values {
			names[i] = v.Name
		}
		values := codes(names)
		if values == "" {
			values = "a number"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", s.Name, s.About, values)
	}
	return b.String() + "\n"
}

func valueTable(title string, values []emulator.Value) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n| %s | meaning |\n|---|---|\n", title)
	for _, v := range values {
		fmt.Fprintf(&b, "| `%s` | %s |\n", v.Name, v.Meaning)
	}
	return b.String() + "\n"
}

func factTable(title string, facts []manual.Fact) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n| %s | meaning |\n|---|---|\n", title)
	for _, f := range facts {
		fmt.Fprintf(&b, "| `%s` | %s |\n", strings.ReplaceAll(f.Name, ", ", "`, `"), f.Meaning)
	}
	return b.String() + "\n"
}

func exitTable(facts []manual.Fact) string {
	return strings.NewReplacer("| `", "| ", "` | ", " | ").Replace(factTable("exit code", facts))
}

func codes(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = "`" + word + "`"
	}
	return strings.Join(quoted, " ")
}

var link = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)|<img [^>]*src="([^":]+)"`)

// TestLinksLeadSomewhere follows every link to another file of the repository.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	documents, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range append(documents, readme) {
		for _, match := range link.FindAllStringSubmatch(read(t, document), -1) {
			target := filepath.Join(filepath.Dir(document), match[1]+match[2])
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s%s, which is not there", document, match[1], match[2])
			}
		}
	}
}

var variable = regexp.MustCompile(`\bCOROTUI_[A-Z][A-Z_]*[A-Z]\b`)

// TestEnvironmentIsDocumented compares the variables that the code reads with
// those that the README explains.
func TestEnvironmentIsDocumented(t *testing.T) {
	t.Parallel()
	var inCode []string
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read a source: %w", err)
		}
		inCode = append(inCode, variable.FindAllString(string(content), -1)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	inReadme := variable.FindAllString(read(t, readme), -1)
	for _, name := range inCode {
		if !slices.Contains(inReadme, name) {
			t.Errorf("the code knows %s, the README does not", name)
		}
	}
	for _, name := range inReadme {
		if !slices.Contains(inCode, name) {
			t.Errorf("the README knows %s, the code does not", name)
		}
	}
}

var hostname = regexp.MustCompile(`^\.[a-z]`)

var command = regexp.MustCompile("(?m)(?:^|`)corotui((?: [a-z]+(?:-[a-z]+)*)+)")

// TestCommandsExist asks the program for help about every command that the
// documents name.
func TestCommandsExist(t *testing.T) {
	t.Parallel()
	documents, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range append(documents, readme) {
		content := read(t, document)
		for _, match := range command.FindAllStringSubmatchIndex(content, -1) {
			var out strings.Builder
			words := strings.Fields(content[match[2]:match[3]])
			if hostname.MatchString(content[match[3]:]) { // its start looks like a word
				words = words[:len(words)-1]
			}
			code := cli.Run(t.Context(), cli.Process{
				Args: append(words, "--help"), Env: []string{"HOME=" + t.TempDir()},
				Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out,
			})
			if usage := "corotui " + strings.Join(words, " "); code != 0 || !strings.Contains(ansi.Strip(out.String()), usage) {
				t.Errorf("%s names the command %q, which does not exist", document, usage)
			}
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
