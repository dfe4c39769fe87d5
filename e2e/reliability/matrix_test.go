package reliability_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/charmbracelet/x/exp/golden" // for its flag -update
)

const document = "../../docs/reliability.md"

// crowd is how many cells are played at once. Most of the time of those that are
// light goes by with waiting.
var crowd = []struct {
	size int
	of   func(mishap) bool
}{
	{1000, func(m mishap) bool { return !m.late && !m.heavy }},
	{1000, func(m mishap) bool { return m.late }}, // what is late must not be so because of the others
	{2, func(m mishap) bool { return m.heavy }},
}

// TestMatrix lets every chore meet every mishap. It holds what came out against
// the server, the history and the tables in the documentation; with -update it
// writes those anew.
func TestMatrix(t *testing.T) {
	var strangers atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strangers.Add(1) }))
	defer elsewhere.Close()
	cells := fields()
	for _, group := range crowd {
		var all sync.WaitGroup
		room := make(chan struct{}, group.size)
		for i := range cells {
			if f := &cells[i]; group.of(f.mishap) {
				all.Go(func() {
					room <- struct{}{}
					f.cell = play(t.Context(), f.chore, f.mishap, f.span, elsewhere.URL)
					<-room
				})
			}
		}
		all.Wait()
	}
	for _, f := range cells {
		for _, fault := range f.cell.faults {
			t.Errorf("%s × %s, %s: %s", f.chore.name, f.mishap.name, f.span, fault)
		}
	}
	if n := strangers.Load(); n > 0 {
		t.Errorf("another host was asked %d times", n)
	}
	isDocumented(t, "matrix", tables(cells))
}

// field is a place in one of the tables.
type field struct {
	chore  chore
	mishap mishap
	span   span
	cell   *cell
}

// fields are all the places: for an outage only those where a write and the
// look back at it can both fail.
func fields() []field {
	var all []field
	for _, lasts := range []span{once, lasting, outage} {
		for _, m := range mishaps() {
			for _, what := range chores() {
				if lasts != outage || m.unclear && what.strikes == what.writes {
					all = append(all, field{chore: what, mishap: m, span: lasts})
				}
			}
		}
	}
	return all
}

// tables writes the cells as tables, one for each span.
func tables(cells []field) string {
	titles := map[span]string{
		once:    "When it happens once, to the first request of the kind:",
		lasting: "When it happens to every request of the kind:",
		outage:  "When it begins with the write, and everything after that fails in the same way, reading back too:",
	}
	var b strings.Builder
	for _, lasts := range []span{once, lasting, outage} {
		fmt.Fprintf(&b, "\n%s\n\n", titles[lasts])
		var names []string
		for _, what := range chores() {
			if lasts != outage || what.strikes == what.writes {
				names = append(names, what.name)
			}
		}
		fmt.Fprintf(&b, "| | %s |\n|%s\n", strings.Join(names, " | "), strings.Repeat("---|", len(names)+1))
		row := ""
		for _, f := range cells {
			if f.span != lasts {
				continue
			}
			if f.mishap.name != row {
				if row != "" {
					b.WriteString("\n")
				}
				row = f.mishap.name
				fmt.Fprintf(&b, "| %s |", row)
			}
			fmt.Fprintf(&b, " %s |", f.cell.word)
		}
		b.WriteString("\n")
	}
	return b.String() + "\n" + sentences(cells)
}

// documenting is held by the one that reads or writes the document.
var documenting sync.Mutex

var (
	host  = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	trace = regexp.MustCompile(` · trace [0-9a-f]+`)
	clock = regexp.MustCompile(`, at \d\d:\d\d`)
)

// sentences lists what is said of each mishap that a list meets and that lasts.
func sentences(cells []field) string {
	var b strings.Builder
	b.WriteString("What is said when it lasts, here of a refresh:\n\n| | |\n|---|---|\n")
	for _, f := range cells {
		if f.span != lasting || f.chore.name != "list" || len(f.cell.told) == 0 {
			continue
		}
		said := trace.ReplaceAllString(host.ReplaceAllString(f.cell.told[0], "HOST"), " · trace ID")
		said = clock.ReplaceAllString(said, ", at TIME")
		if f.mishap.late {
			said = strings.ReplaceAll(said, fmt.Sprintf("%.0f s", impatience().Seconds()), "10 s")
		}
		fmt.Fprintf(&b, "| %s | %s |\n", f.mishap.name, said)
	}
	return b.String() + "\n"
}

// isDocumented compares tables with those between the markers of a name.
func isDocumented(t *testing.T, name, want string) {
	t.Helper()
	documenting.Lock()
	defer documenting.Unlock()
	begin, end := "<!-- "+name+":begin -->\n", "<!-- "+name+":end -->"
	raw, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(raw), begin)
	have, after, ended := strings.Cut(rest, end)
	switch {
	case !found || !ended:
		t.Fatalf("%s lacks %q or %q", document, begin, end)
	case have == want:
	case flag.Lookup("update").Value.String() == "true":
		if err := os.WriteFile(document, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is stale; go test ./e2e/reliability -run Matrix -update writes it anew. It should be\n%s", document, want)
	}
}
