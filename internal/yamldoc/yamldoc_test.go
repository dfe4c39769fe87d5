package yamldoc_test

import (
	"errors"
	"strings"
	"testing"

	"corotui/internal/yamldoc"
)

// TestMistakes: each is said where it is, however far the library has read by then.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		line, column int
		says         string
	}{
		"a: 1\nb:\n  - x: {t: c}\n   y: []\nc: 1\n": {4, 4, "there should be an item here"},
		"a: 1\nb:\n  c: 1\n d: 2\ne: 1\n":           {4, 2, "there should be a key here"},
		"a: 1\nb: [x, y\nc: 1\nd: 2\n":              {2, 1, "a [ of this line is not closed"},
		"a: 1\nb: x: 2\ne: 1\n":                     {2, 1, "a key cannot stand here"},
		"a: 1\n\n# c\nb: 'it's'\n\n# d\nf: 2\n":     {4, 1, "there should be a key here"},
		"a: 1\n}\nd: 1\n":                           {2, 1, "there should be a key here"},
		"a: 1\nb: @x\nf: 2\n":                       {2, 1, "a value begins with a character"},
		"a:\n\tb: 1\n":                              {2, 1, "the line is indented with a tab"},
		"a: ü *\nb: [*c]\n":                         {2, 5, "no value is called &c"},
		"a: 1\nb: é\x01\n":                          {2, 5, "there is a control character"},
		"a: \"\\q\"\n":                              {1, 1, "a text in double quotes has an escape"},
		"a: 1\nb: \"x\ne: 1\n":                      {2, 1, "a quote of this line is not closed"},
		strings.Repeat("[", 20_000):                 {1, 1, "the file is nested too deep"},
	} {
		roots, err := yamldoc.Documents([]byte(text))
		m, wrong := errors.AsType[*yamldoc.Mistake](err)
		if !wrong || roots != nil || m.Line != want.line || m.Column != want.column || !strings.HasPrefix(m.Says, want.says) {
			t.Errorf("%.60q: %+v", text, m)
		}
	}
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	roots, err := yamldoc.Documents([]byte("# nothing\n---\na: 1\n---\n---\n- b\n"))
	if err != nil || len(roots) != 2 || roots[0].Line != 3 || roots[1].Line != 6 {
		t.Errorf("%v, %v", roots, err)
	}
	if roots, err = yamldoc.Documents(nil); err != nil || len(roots) != 0 {
		t.Errorf("%v, %v", roots, err)
	}
}
