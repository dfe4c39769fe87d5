package docs

import (
	"os"
	"strings"
	"testing"
)

// TestTheExampleOfAPageIsCompiled: what architecture.md shows stands, line by line, in
// the example that the tests of package screen run.
func TestTheExampleOfAPageIsCompiled(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("../ui/screen/example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, found := strings.Cut(string(page), "```go\n")
	shown, _, closed := strings.Cut(shown, "```\n")
	if !found || !closed || len(strings.Split(shown, "\n")) < 20 {
		t.Fatal("architecture.md shows no page")
	}
	if !strings.Contains(string(example), shown) {
		t.Errorf("architecture.md shows another page than the example:\n%s", shown)
	}
}
