package docs

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

var messages = flag.String("messages", "", `print the messages of the packages whose folder matches this expression ("." for all)`)

// retired is a word that the program does not use, and the one it uses.
type retired struct {
	word    *regexp.Regexp
	instead string
}

func word(expression, instead string) retired {
	return retired{regexp.MustCompile(`\b(?:` + expression + `)\b`), instead}
}

// retiredWords would say one thing in two ways, or say it as no one does.
var retiredWords = []retired{
	word(`walk(s|ed|ing|er|ers)?|look(s|ed|ing)? through`, "scan"),
	word(`clon(e|es|ed|ing)`, "copy"),
	word(`events?`, "trigger, unless it is about one delivery"),
	word(`tenants?`, "workspace"),
	word(`(goes|going|went|gone) off|(was|were) so`, "disabled"),
	word(`(ask|asks|asked|look|looks|looked) again|read (once more|anew)`, "refresh or retry"),
	word(`(go|goes|going|went) on with|(it|that|this|one) goes again`, "resume or retry"),
	word(`halt(s|ed|ing)?`, "stop"),
	word(`(take|takes|taken|took|taking) back|undo(es|ne)? the change of`, "undo"),
	word(`anew`, "again, or recreate"),
	word(`made from here`, "history"),
	word(`told|tells`, "says, or not returned by Coro"),
	word(`(is|are|was|were) left`, "skip"),
	word(`mend(s|ed|ing)?`, "fix"),
	word(`(some|any|every)body|nobody`, "someone, anyone, everyone, no one"),
	word(`space (does|chooses)|by space`, "select"),
	word(`it is no|is none`, "it is not"),
	word(`under way`, "running, or in progress"),
	word(`shall|lack(s|ed|ing)?`, "should, or missing"),
	word(`[a-z]*(colour|behaviour|favour|honour)[a-z]*|licence|grey|cancelling|labelled`, "the American spelling"),
}

// retiredNames are retired as parts of exported names and of file names only.
var retiredNames = []retired{
	word(`places?`, "workspace, or what it is a place of"),
	word(`kept`, "snapshot, saved, or reused"),
	word(`trial`, "test"),
	word(`conceal`, "redact"),
	word(`ahead`, "prefetch"),
	word(`desk`, "runner"),
	word(`fate`, "outcome"),
}

// allowed are the uses that stay, where they stay (everywhere if that is empty),
// and why.
var allowed = []struct{ in, use, why string }{
	{"api", "Clone", "Go's own name for a method that copies a value"},
	{"api", "event", "looked for in a server's words, which may call triggers so"},
	{"api/emulator", "Test event", "what a server may say, and not this program"},
	{"api/emulator", "events.pager", "data: the host of an invented receiver"},
	{"api/emulator", "/events", "data: the path of an invented receiver"},
	{"internal/mask", "tenant", "data: a part of URLs that is no secret"},
	{"internal/mask", "events", "data: parts of other services' URLs"},
	{"ui/form", "also send events of", "what is delivered"},
	{"ui/keys", "clone", "a word that users search by"},
	{"ui/keys", "events", "a word that users search by"},
	{"ui/keys", "halt", "a word that users search by"},
	{"ui/keys", "tenants", "a word that users search by"},
	{"ui/keys", "take back", "a word that users search by"},
	{"cli", "event", "the field of fleet watch that says what happened; what deliveries are about"},
	{"cli", "Event", "what deliveries are about"},
	{"cli", "EVENT", "what deliveries are about"},
	{"docs/deliveries.md", "event", "what deliveries are about"},
	{"internal/delivery", "event", "what deliveries are about"},
	{"internal/delivery", "Event", "what deliveries are about"},
	{"docs/fleet.md", "`event`", "the field of fleet watch that says what happened"},
	{"internal/filter", "event", "data: what people type for a trigger"},
	{"internal/history", "lacks", "data: a field of the history's file"},
	{"internal/text", "events", "those that deliveries are about"},
	{"ui/detail", "events", "those that deliveries are about"},
	{"docs/tenants.md", "tenants.schema.json", "the name of a file"},
	{"README.md", "tenants.md", "the name of a file"},
	{"README.md", "a clone of this repository", "Git's word"},
}

// match finds a retired word, and says what to use instead.
func match(words []retired, text string) (word, instead string) {
	text = strings.ToLower(text)
	for _, w := range words {
		if found := w.word.FindString(text); found != "" {
			return found, w.instead
		}
	}
	return "", ""
}

// use is a text of the program or of its documents, and where it is.
type use struct {
	folder, position, text string
	name                   bool // it is a name in the code or of a file
}

// excused removes from a text what is allowed where it is, and notes that it was needed.
func (u use) excused(text string, needed []bool) string {
	for i, a := range allowed {
		if (a.in == "" || a.in == u.folder) && strings.Contains(text, a.use) {
			text, needed[i] = strings.ReplaceAll(text, a.use, ""), true
		}
	}
	return text
}

// TestWords holds what the program says, and the names in its code, to one word
// for one thing.
func TestWords(t *testing.T) {
	t.Parallel()
	needed := make([]bool, len(allowed))
	for _, u := range slices.Concat(sourceUses(t), documentUses(t)) {
		text, words := u.text, retiredWords
		if u.name {
			text, words = spaced(u.text), slices.Concat(retiredWords, retiredNames)
		}
		found, instead := match(words, u.excused(text, needed))
		if found == "" {
			continue
		}
		t.Errorf("%s: %q is retired, use %q: %q", u.position, found, instead, u.text)
	}
	for i, a := range allowed {
		if !needed[i] {
			t.Errorf("nothing needs %q to be allowed in %q any more", a.use, a.in)
		}
	}
}

// TestMessages prints what the program says, for someone who reads all of it:
//
//	go test ./docs -run Messages -messages internal/doctor
func TestMessages(t *testing.T) {
	t.Parallel()
	if *messages == "" {
		t.Skip("print messages with -messages and an expression for folders")
	}
	folders, err := regexp.Compile(*messages)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range sourceUses(t) {
		if !u.name && strings.Contains(strings.TrimSpace(u.text), " ") && folders.MatchString(u.folder) {
			_, _ = fmt.Fprintf(os.Stdout, "%s\t%q\n", u.position, u.text)
		}
	}
}

// sourceUses lists the string literals, the exported names, and the file names of
// the code that is no test.
func sourceUses(t *testing.T) []use {
	t.Helper()
	var uses []use
	for _, folder := range packages(t) {
		files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			name := path.Join(folder, filepath.Base(file))
			uses = append(uses, use{folder, name, strings.TrimSuffix(path.Base(name), ".go"), true})
			uses = append(uses, fileUses(t, folder, name)...)
		}
	}
	return uses
}

func fileUses(t *testing.T, folder, name string) []use {
	t.Helper()
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, filepath.Join("..", name), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var uses []use
	add := func(at token.Pos, text string, name bool) {
		position := set.Position(at)
		uses = append(uses, use{folder, fmt.Sprintf("%s:%d", path.Join(folder, filepath.Base(position.Filename)), position.Line), text, name})
	}
	declared := func(names ...*ast.Ident) {
		for _, name := range names {
			if name.IsExported() {
				add(name.Pos(), name.Name, true)
			}
		}
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				add(n.Pos(), text, false)
			}
		case *ast.FuncDecl:
			declared(n.Name)
		case *ast.TypeSpec:
			declared(n.Name)
		case *ast.ValueSpec:
			declared(n.Names...)
		case *ast.Field:
			declared(n.Names...)
		}
		return true
	})
	return uses
}

var generated = regexp.MustCompile(`(?s)<!-- (?:generated: |[a-z]+:begin ).*?<!-- (?:end of [^>]*|[a-z]+:end )-->`)

// documentUses lists the lines of the README and of the documents that are
// written by hand; what is generated is in the code.
func documentUses(t *testing.T) []use {
	t.Helper()
	documents, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	var uses []use
	for _, document := range append(documents, readme) {
		text := generated.ReplaceAllStringFunc(read(t, document), func(part string) string {
			return strings.Repeat("\n", strings.Count(part, "\n"))
		})
		name := path.Join("docs", document)
		for number, line := range strings.Split(text, "\n") {
			uses = append(uses, use{name, fmt.Sprintf("%s:%d", name, number+1), line, false})
		}
	}
	return uses
}

// spaced separates the words of a name: WalkAgain and walk_again become "Walk Again"
// and "walk again".
func spaced(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		if r == '_' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}
