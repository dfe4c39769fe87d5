package plan_test

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"corotui/internal/plan"
)

// linesOf splits a text where YAML sees the end of a line.
func linesOf(text string) []string {
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text), "\n")
}

// FuzzParse holds that no file ends the program, that what is wrong with one has its
// place in it and is clean, and that a file means one thing.
func FuzzParse(f *testing.F) {
	f.Add(example)
	for _, file := range []string{"testdata/bad.txt", "testdata/good.txt"} {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range strings.Split(string(data), "=== ")[1:] {
			_, text, _ := strings.Cut(part, "\n")
			text, _, _ = strings.Cut(text, ">>>\n")
			f.Add(text)
			f.Add("\ufeff" + strings.ReplaceAll(text, "\n", "\r\n"))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		policy, err := parse(text)
		problems, _ := errors.AsType[plan.Problems](err)
		if (policy == nil) == (err == nil) || (len(problems) == 0) != (err == nil) {
			t.Fatalf("%v, %v", policy, err)
		}
		if policy != nil {
			problems = policy.Doubts
		}
		lines := linesOf(text)
		for _, p := range problems {
			if p.At.File != "p.yaml" || p.At.Line < 1 || p.At.Line > len(lines) || p.At.Column < 1 || p.At.Column > len([]rune(lines[p.At.Line-1]))+1 {
				t.Errorf("%s: not in the file: %s", p.At, p.Says)
			}
			if p.Says == "" || strings.ContainsAny(p.Says, "\n\x1b\x00") {
				t.Errorf("%s: %q", p.At, p.Says)
			}
		}
		again, repeated := parse(text)
		if !reflect.DeepEqual(policy, again) || !reflect.DeepEqual(err, repeated) {
			t.Errorf("it is read in two ways")
		}
	})
}

// TestAliasesDoNotRepeatWithoutEnd: a small file must not become a large policy.
func TestAliasesDoNotRepeatWithoutEnd(t *testing.T) {
	t.Parallel()
	many := func(n int, item string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(item+", ", n), ", ") + "]"
	}
	named := make([]string, 300)
	for i := range named {
		named[i] = fmt.Sprintf("{<<: *w, name: w%d}", i)
	}
	for name, one := range map[string]struct{ text, says string }{
		"values": {"corotui: v1\nsets:\n- &s {workspaces: {filter: a}, webhooks: [&w {name: a, triggers: &t " + many(300, "workspace-created") + "}, " +
			strings.Join(named, ", ") + "]}\n" + strings.Repeat("- *s\n", 1000), "the aliases (*name) of this file repeat too much"},
		"merge keys": {"corotui: v1\nsets:\n- &a {workspaces: {filter: a}, webhooks: []}\n- <<: &m " + many(500, "*a") + "\n" + strings.Repeat("- <<: *m\n", 5000), "the aliases (*name) of this file repeat too much"},
		"deep":       {"corotui: v1\nsets: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000), "a set must be a mapping"},
		"too deep":   {strings.Repeat("{a: ", 20_000), "nested too deep"},
	} {
		_, err := parse(one.text)
		if !strings.Contains(fmt.Sprint(err), one.says) {
			t.Errorf("%s: it says %.300v", name, err)
		}
	}
}

// TestManyProblems: who sees hundreds reads no more.
func TestManyProblems(t *testing.T) {
	t.Parallel()
	_, err := parse("corotui: v1\nsets:\n" + strings.Repeat("  - {workspaces: {all: no}, webhooks: [{name: \"${X}\"}]}\n", 5_000))
	problems, _ := errors.AsType[plan.Problems](err)
	if len(problems) < 100 || len(problems) > 1000 {
		t.Errorf("there are %d", len(problems))
	}
}
