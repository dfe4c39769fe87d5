package cli_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// told is a result of a change, as scripts read it.
type told struct {
	WorkspaceID, WorkspaceName, ID, Name, Outcome string
	Error, Undo, Set                              *string
	Warnings                                      []string
	Changes                                       []struct {
		Field         string
		Before, After *string
	}
	Webhook *hook
	Test    *struct {
		Status    int
		Delivered *bool
		Body      string
	}
}

// results are what a change printed with --json: an object a line, each with the fields
// that scripts rely on.
func (e ended) results(t *testing.T) []told {
	t.Helper()
	var all []told
	for line := range strings.Lines(e.stdout) {
		fields := decode[map[string]json.RawMessage](t, line)
		for _, name := range []string{"workspaceId", "workspaceName", "id", "name", "outcome", "error", "undo", "set"} {
			if _, there := fields[name]; !there {
				t.Errorf("a result has no %s: %s", name, line)
			}
		}
		all = append(all, decode[told](t, line))
	}
	return all
}

// result is the only one.
func (e ended) result(t *testing.T) told {
	t.Helper()
	all := e.results(t)
	if len(all) != 1 {
		t.Fatalf("%d results, want one\nstdout: %s\nstderr: %s", len(all), e.stdout, e.stderr)
	}
	return all[0]
}

// of are the results by the names of their webhooks.
func of(all []told) map[string]told {
	named := make(map[string]told, len(all))
	for _, one := range all {
		named[one.Name] = one
	}
	return named
}

// row is a line of a table for programs.
func row(cells ...string) string { return strings.Join(cells, "\t") }
