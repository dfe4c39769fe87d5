package plan_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"corotui/internal/plan"
)

// compiled is the schema.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(plan.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("tenants.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("tenants.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// validate holds each document of a file to the schema, as an editor does.
func validate(schema *jsonschema.Schema, text string) error {
	for decoder := yaml.NewDecoder(strings.NewReader(text)); ; {
		var document any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = schema.Validate(asJSON(document))
		}
		if err != nil {
			return err
		}
	}
}

// asJSON is a value as an editor sees it: keys are texts.
func asJSON(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, one := range v {
			v[key] = asJSON(one)
		}
		return v
	case map[any]any:
		all := make(map[string]any, len(v))
		for key, one := range v {
			all[fmt.Sprint(key)] = asJSON(one)
		}
		return all
	case []any:
		for i, one := range v {
			v[i] = asJSON(one)
		}
		return v
	case nil, string, bool, int, float64:
		return v
	default:
		return fmt.Sprint(v) // a date is text to an editor
	}
}

// TestSchemaRefusesBadFiles: what structure can show, an editor shows while it is typed.
func TestSchemaRefusesBadFiles(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	_, all := badFiles(t)
	for _, bad := range all {
		err := validate(schema, bad.text)
		if _, structure := errors.AsType[*jsonschema.ValidationError](err); structure != bad.schema {
			t.Errorf("%s: the schema says %v", bad.name, err)
		}
	}
}

// examples are the files of the documents and of the tests.
func examples(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{"the example": example}
	data, err := os.ReadFile("testdata/good.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(data), "=== ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		all[name] = text
	}
	documents, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	fenced := regexp.MustCompile("(?ms)^```yaml[^\n]*\n(.*?)^```")
	for _, name := range append(documents, "../../README.md") {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, block := range fenced.FindAllStringSubmatch(string(data), -1) {
			if strings.Contains(block[1], "corotui: v1") {
				all[fmt.Sprintf("%s, block %d", name, i+1)] = block[1]
			}
		}
	}
	return all
}

// anyVars has every variable.
func anyVars(name string) (string, bool) {
	if value, there := vars(name); there {
		return value, true
	}
	return "x", true
}

func TestExamplesAreValid(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	for name, text := range examples(t) {
		if err := validate(schema, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		policy, err := plan.Parse([]plan.Source{{Name: "p.yaml", Data: []byte(text)}}, plan.Input{Vars: anyVars})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if len(policy.Doubts) > 0 && name != "doubtful" {
			t.Errorf("%s: %v", name, policy.Doubts)
		}
	}
}

// TestSchemaHasTheKeysOfTheParser: one would grow without the other.
func TestSchemaHasTheKeysOfTheParser(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	of := func(path string) []string {
		at := schema
		for step := range strings.FieldsSeq(path) {
			switch step {
			case "*":
				at = at.Items2020
			case "+":
				at = at.AdditionalProperties.(*jsonschema.Schema)
			default:
				at = at.Properties[step]
			}
			for at.Ref != nil {
				at = at.Ref
			}
		}
		var keys []string
		for key := range at.Properties {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		return keys
	}
	known := regexp.MustCompile(`has no key "qqqqqqqqqq"; known are (.*)`)
	for path, file := range map[string]string{
		"":                    "{corotui: v1, sets: [], qqqqqqqqqq: 1}",
		"sets *":              "{corotui: v1, sets: [{qqqqqqqqqq: 1}]}",
		"sets * workspaces":   "{corotui: v1, sets: [{workspaces: {qqqqqqqqqq: 1}}]}",
		"sets * webhooks *":   "{corotui: v1, sets: [{webhooks: [{qqqqqqqqqq: 1}]}]}",
		"sets * override + +": "{corotui: v1, sets: [{webhooks: [{name: a}], override: {x: {a: {qqqqqqqqqq: 1}}}}]}",
	} {
		_, err := parse(file)
		found := known.FindStringSubmatch(fmt.Sprint(err))
		if found == nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		keys := strings.Split(found[1], ", ")
		slices.Sort(keys)
		if want := of(path); !slices.Equal(keys, want) {
			t.Errorf("%q: the parser knows %q, the schema %q", path, keys, want)
		}
	}
	if want := of("sets * webhooks * secret"); !slices.Equal(want, []string{"command", "env", "generate", "keep"}) {
		t.Errorf("the secret has %q", want)
	}
}
