package docs

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// importRule is a rule in .golangci.yml: which packages the files may not import.
type importRule struct {
	Files []string `yaml:"files"`
	Deny  []struct {
		Package string `yaml:"pkg"`
	} `yaml:"deny"`
}

func readImportRules(t *testing.T) map[string]importRule {
	t.Helper()
	data, err := os.ReadFile("../.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	var settings struct {
		Linters struct {
			Settings struct {
				Depguard struct {
					Rules map[string]importRule `yaml:"rules"`
				} `yaml:"depguard"`
			} `yaml:"settings"`
		} `yaml:"linters"`
	}
	if err := yaml.Unmarshal(data, &settings); err != nil {
		t.Fatal(err)
	}
	rules := settings.Linters.Settings.Depguard.Rules
	delete(rules, "tests") // it has every package, and says nothing of the layout
	return rules
}

// packages lists the folders with Go files that are no tests, from the top.
func packages(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != ".." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		folder := strings.TrimPrefix(path.Dir(filepath.ToSlash(name)), "..")
		if folder = strings.TrimPrefix(folder, "/"); folder == "" {
			folder = "."
		}
		if !slices.Contains(found, folder) {
			found = append(found, folder)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// covers reports that a rule is about a file.
func covers(t *testing.T, patterns []string, file string) bool {
	t.Helper()
	covered := false
	for _, pattern := range patterns {
		pattern, not := strings.CutPrefix(pattern, "!")
		if strings.HasPrefix(pattern, "$") {
			continue
		}
		expression := strings.NewReplacer(`\*\*/`, `(?:.*/)?`, `\*`, `[^/]*`).Replace(regexp.QuoteMeta(pattern))
		if matched, err := regexp.MatchString("^"+expression+"$", file); err != nil {
			t.Fatal(err)
		} else if matched && not {
			return false
		} else if matched {
			covered = true
		}
	}
	return covered
}

// TestEveryPackageHasAnImportRule: a new package may import anything until it has one.
func TestEveryPackageHasAnImportRule(t *testing.T) {
	t.Parallel()
	rules := readImportRules(t)
	for _, folder := range packages(t) {
		file := path.Join(folder, "file.go")
		if folder == "." {
			file = "main.go"
		}
		ruled := false
		for _, rule := range rules {
			ruled = ruled || covers(t, rule.Files, file)
		}
		if !ruled {
			t.Errorf("no rule in .golangci.yml says what %s may import", folder)
		}
	}
}

// TestScreensDoNotImportEachOther: the rule has to name every screen there is.
func TestScreensDoNotImportEachOther(t *testing.T) {
	t.Parallel()
	rule := readImportRules(t)["screens"]
	for _, folder := range packages(t) {
		if path.Dir(folder) != "ui" || !covers(t, rule.Files, folder+"/file.go") {
			continue
		}
		named := false
		for _, denied := range rule.Deny {
			named = named || denied.Package == "corotui/"+folder
		}
		if !named {
			t.Errorf("the rule for screens in .golangci.yml does not name %s", folder)
		}
	}
}
