package schema

import (
	"os"
	"testing"
)

// TestFresh holds what is published to the types.
func TestFresh(t *testing.T) {
	t.Parallel()
	made, err := Make()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"../schema.json", "../../../docs/tenants.schema.json"} {
		have, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(have) != string(made) {
			t.Errorf("%s is stale; go generate ./internal/plan/schema writes it anew", file)
		}
	}
}
