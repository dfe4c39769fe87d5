package change_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOnlyTheWriterWrites looks through the whole program for calls that write
// to a server. What is not in this package only passes on what a writer asked for.
func TestOnlyTheWriterWrites(t *testing.T) {
	t.Parallel()
	allowed := []string{"internal/bulk/limited.go", "internal/account/server.go"}
	found := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		name := filepath.ToSlash(strings.TrimPrefix(path, filepath.Join("..", "..")+string(filepath.Separator)))
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && path != "../.." {
				return filepath.SkipDir
			}
			return nil
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, declared := range file.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(function, func(node ast.Node) bool {
				selected, ok := node.(*ast.SelectorExpr)
				if !ok || !slices.Contains([]string{"CreateWebhook", "UpdateWebhook", "DeleteWebhook"}, selected.Sel.Name) {
					return true
				}
				if of, ok := selected.X.(*ast.Ident); ok && of.Name == "api" {
					return true // the type of a body
				}
				found[name] = true
				if !strings.HasPrefix(name, "internal/change/") && (!slices.Contains(allowed, name) || function.Name.Name != selected.Sel.Name) {
					t.Errorf("%s: %s uses %s: changes go through change.Writer", name, function.Name.Name, selected.Sel.Name)
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range allowed {
		if !found[name] {
			t.Errorf("%s has no such call any more; take it off the list", name)
		}
	}
	if len(found) < len(allowed)+3 {
		t.Errorf("calls were found in %v only", found)
	}
}
