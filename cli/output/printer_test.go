package output_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"corotui/cli/output"
)

// thing is what these tests print.
type thing struct {
	ID    string  `json:"id"`
	Name  string  `json:"name"`
	Error *string `json:"error"`
	Count int     `json:"count"`
	Tags  []any   `json:"tags"`
}

func view(shape output.Shape) output.View {
	return output.View{
		Shape: shape,
		Kind: output.Kind{Name: "thing", Fields: []output.Field{
			{Name: "id"}, {Name: "name"}, {Name: "error"}, {Name: "count"}, {Name: "tags"},
		}},
		Columns: output.Columns("ID!", "NAME", "NOTE?"),
	}
}

// flags are those of a command line.
func flags(t *testing.T, args ...string) (output.Flags, error) {
	t.Helper()
	var f output.Flags
	c := &cobra.Command{}
	f.Register(c, "prometheus")
	if err := c.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	return f, f.Check()
}

// printed is what the flags make of things.
func printed(t *testing.T, shape output.Shape, width int, things []thing, args ...string) (string, error) {
	t.Helper()
	f, err := flags(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	p := output.New(f, view(shape), output.Target{Context: t.Context(), Stdout: &stdout, Width: width})
	for _, one := range things {
		if err = p.Add(one, one.ID, one.ID, one.Name, "-"); err != nil {
			return stdout.String(), err
		}
	}
	err = p.End(t.Context())
	return stdout.String(), err
}

func mustPrint(t *testing.T, shape output.Shape, width int, things []thing, args ...string) string {
	t.Helper()
	said, err := printed(t, shape, width, things, args...)
	if err != nil {
		t.Errorf("%q: %v", args, err)
	}
	return said
}

// hostile are names that a format could mistake for something else.
var hostile = []string{
	"", " ", "yes", "null", "~", "1e3", "0x10", "2001-01-01", "a: b", "- a", "# a", "'", `"`, `\`, "a,b", "a;b", "=1+1", "a\nb", "a\tb", "a\u2028b",
	"a & b < c > d", "a\x1b[31mb", "a\u202eb", "a\u009bb", "さくら", "👩‍👩‍👧", "%s", "{{.}}", "\ufeff", "a\r\nb", "|", ">", "!tag", "&a", "*a", "@a", "`",
}

func TestFormats(t *testing.T) {
	t.Parallel()
	why := "no"
	two := []thing{{ID: "1", Name: "R&D", Tags: []any{"a"}}, {ID: "2", Name: "b\u202ec", Error: &why, Count: 3}}
	for name, test := range map[string]struct {
		shape  output.Shape
		things []thing
		args   []string
		want   string
	}{
		"piped table":     {output.List, two, nil, "1\tR&D\t-\n2\tb\u202ec\t-\n"},
		"empty table":     {output.List, nil, nil, ""},
		"stream":          {output.Stream, two, []string{"--json"}, "{\"id\":\"1\",\"name\":\"R&D\",\"error\":null,\"count\":0,\"tags\":[\"a\"]}\n{\"id\":\"2\",\"name\":\"b\\u202ec\",\"error\":\"no\",\"count\":3,\"tags\":null}\n"},
		"empty stream":    {output.Stream, nil, []string{"--format", "json"}, ""},
		"list":            {output.List, two[:1], []string{"--json"}, "[\n  {\n    \"id\": \"1\",\n    \"name\": \"R&D\",\n    \"error\": null,\n    \"count\": 0,\n    \"tags\": [\n      \"a\"\n    ]\n  }\n]\n"},
		"empty list":      {output.List, nil, []string{"--json"}, "[]\n"},
		"one":             {output.One, two[1:], []string{"--json"}, "{\n  \"id\": \"2\",\n  \"name\": \"b\\u202ec\",\n  \"error\": \"no\",\n  \"count\": 3,\n  \"tags\": null\n}\n"},
		"csv":             {output.Stream, two, []string{"--format", "csv"}, "id,name,error,count,tags\n1,R&D,,0,\"[\"\"a\"\"]\"\n2,b\u202ec,no,3,\n"},
		"empty csv":       {output.List, nil, []string{"--format", "csv"}, "id,name,error,count,tags\n"},
		"yaml":            {output.Stream, two[:1], []string{"--format", "yaml"}, "- id: \"1\"\n  name: R&D\n  error: null\n  count: 0\n  tags:\n    - a\n"},
		"empty yaml":      {output.Stream, nil, []string{"--format", "yaml"}, "[]\n"},
		"name":            {output.List, append(two[:1:1], thing{ID: "a\r\nb"}), []string{"--format", "name"}, "1\na  b\n"},
		"jq of a list":    {output.List, two, []string{"--jq", "length, .[1].name"}, "2\nb\u202ec\n"},
		"jq of no list":   {output.List, nil, []string{"--jq", ".[] | .id"}, ""},
		"jq of a stream":  {output.Stream, two, []string{"--jq", ".count + 1, {id}"}, "1\n{\"id\":\"1\"}\n4\n{\"id\":\"2\"}\n"},
		"jq that halts":   {output.Stream, two[:1], []string{"--jq", ".id, halt"}, "1\n"},
		"template, list":  {output.List, two, []string{"--template", "{{range .}}{{.id}}={{json .name}} {{end}}"}, "1=\"R&D\" 2=\"b\u202ec\" \n"},
		"template of one": {output.Stream, two, []string{"--template", "{{.id}} {{if .error}}{{.error}}{{end}}"}, "1 \n2 no\n"},
	} {
		if got := mustPrint(t, test.shape, 0, test.things, test.args...); got != test.want {
			t.Errorf("%s:\n%q\nwant\n%q", name, got, test.want)
		}
	}
}

// TestHostileNamesComeBack: a program that reads a format reads what was meant.
func TestHostileNamesComeBack(t *testing.T) {
	t.Parallel()
	things := make([]thing, len(hostile))
	for i, name := range hostile {
		things[i] = thing{ID: "x", Name: name}
	}
	var listed, streamed, inYAML []thing
	if err := json.Unmarshal([]byte(mustPrint(t, output.List, 0, things, "--json")), &listed); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(mustPrint(t, output.Stream, 0, things, "--json")) {
		var one thing
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		streamed = append(streamed, one)
	}
	if err := yaml.Unmarshal([]byte(mustPrint(t, output.List, 0, things, "--format", "yaml")), &inYAML); err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string][]thing{"JSON": listed, "a stream": streamed, "YAML": inYAML} {
		if !reflect.DeepEqual(got, things) {
			t.Errorf("%s comes back as %+v", what, got)
		}
	}
	records, err := csv.NewReader(strings.NewReader(mustPrint(t, output.List, 0, things, "--format", "csv"))).ReadAll()
	if err != nil || len(records) != len(things)+1 {
		t.Fatalf("csv: %d records, %v", len(records), err)
	}
	for i, name := range hostile {
		if got, want := records[i+1][1], strings.ReplaceAll(name, "\r\n", "\n"); got != want { // that is how csv is read
			t.Errorf("csv has %q, want %q", got, want)
		}
	}
}

// TestATerminalObeysNothing, whatever the format.
func TestATerminalObeysNothing(t *testing.T) {
	t.Parallel()
	var things []thing
	for _, name := range hostile {
		things = append(things, thing{ID: name, Name: name})
	}
	for _, args := range [][]string{
		{"--json"}, {"--format", "csv"}, {"--format", "yaml"}, {"--format", "name"}, {"--jq", ".[].name"}, {"--template", "{{range .}}{{.name}}{{end}}"},
	} {
		if said := mustPrint(t, output.List, 80, things, args...); strings.ContainsAny(said, "\x1b\u009b\u202e\x07") {
			t.Errorf("%q: a terminal is sent %q", args, said)
		}
	}
}

func TestFlagsThatDoNotGoTogether(t *testing.T) {
	t.Parallel()
	for said, args := range map[string][]string{
		"--format xml: use table, json, csv, yaml, name, or prometheus": {"--format", "xml"},
		"--json and --format csv exclude each other":                    {"--json", "--format", "csv"},
		"--jq and --format yaml exclude each other":                     {"--jq", ".", "--format", "yaml"},
		"--template and --format name exclude each other":               {"--template", "x", "--format", "name"},
		"--jq and --template exclude each other":                        {"--jq", ".", "--template", "x"},
		"--jq \".[\": not a jq expression":                              {"--jq", ".["},
		"--jq \"nope\": not a jq expression":                            {"--jq", "nope"},
		"--template \"{{\": not a Go template":                          {"--template", "{{"},
	} {
		if _, err := flags(t, args...); err == nil || !strings.HasPrefix(err.Error(), said) {
			t.Errorf("%q: %v, want %s", args, err, said)
		}
	}
	if f, err := flags(t, "--json", "--format", "json", "--jq", "."); err != nil || f.ForPeople() {
		t.Errorf("what says the same is refused: %v", err)
	}
}

// TestOutputToAFile is written whole or not at all, for its owner alone where there are
// secrets, and through links.
func TestOutputToAFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, link := filepath.Join(folder, "out"), filepath.Join(folder, "link")
	if err := os.WriteFile(path, []byte("before"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	content := func() string {
		t.Helper()
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	two := []thing{{ID: "1", Count: 1}, {ID: "2"}}
	if said, err := printed(t, output.Stream, 80, two, "--output", path, "--jq", "1 / .count"); err == nil || said != "" {
		t.Errorf("an expression that fails ends with %v, and prints %q", err, said)
	}
	if content() != "before" {
		t.Errorf("after a failure there is %q", content())
	}
	if said := mustPrint(t, output.Stream, 80, two, "--output", link); said != "" || content() != "1\t\t-\n2\t\t-\n" {
		t.Errorf("printed is %q, and written %q", said, content())
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v, %v", info, err)
	}
	f, err := flags(t, "--output", path)
	if err != nil {
		t.Fatal(err)
	}
	if err := output.New(f, view(output.List), output.Target{Context: t.Context(), Secret: true}).End(t.Context()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("with secrets the file has %v, %v", info.Mode(), err)
	}
}

// Lines with a sign have its color on a terminal that shows colors, and nowhere else; a
// terminal is never obeyed to.
func TestSignedLinesHaveColors(t *testing.T) {
	t.Parallel()
	const said = "Northwind\n  ~ change \"a\x1b[2J\"\n      - url: a\n      + url: b\n"
	for name, one := range map[string]struct {
		args []string
		to   output.Target
		want string
	}{
		"colors":    {nil, output.Target{Width: 80, Color: true}, "Northwind\n\x1b[33m  ~ change \"a\\u001b[2J\"\x1b[m\n\x1b[91m      - url: a\x1b[m\n\x1b[32m      + url: b\x1b[m\n"},
		"no colors": {nil, output.Target{Width: 80}, "Northwind\n  ~ change \"a\\u001b[2J\"\n      - url: a\n      + url: b\n"},
		"piped":     {nil, output.Target{Color: true}, said},
		"JSON":      {[]string{"--json"}, output.Target{Width: 80, Color: true}, ""},
	} {
		f, err := flags(t, one.args...)
		if err != nil {
			t.Fatal(err)
		}
		var stdout bytes.Buffer
		one.to.Context, one.to.Stdout = t.Context(), &stdout
		p := output.New(f, view(output.Stream), one.to)
		if err := p.Signed(said); err != nil {
			t.Fatal(err)
		}
		if err := p.End(t.Context()); err != nil || stdout.String() != one.want {
			t.Errorf("%s: %q, %v", name, stdout.String(), err)
		}
	}
}
