package history_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// TestSealsNameWhatChanged: a seal tells by itself what is not the same any more, and
// shows nothing of it.
func TestSealsNameWhatChanged(t *testing.T) {
	t.Parallel()
	log := history.Open(filepath.Join(t.TempDir(), "history.jsonl"))
	was := api.Fields{
		Name: "Billing", URL: "https://u:password@hooks.example", Triggers: []api.Trigger{"workspace-created"},
		Headers: []api.Header{{Name: "X-Env", Value: "prod"}}, Status: api.Enabled, Secret: api.GivenSecret("the-first-secret"),
	}
	seal := func(f api.Fields) string {
		t.Helper()
		sealed, err := log.SealEach(t.Context(), "w1", f)
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	sealed := seal(was)
	if strings.Contains(sealed, "password") || strings.Contains(sealed, "secret") || len(sealed) > 130 {
		t.Errorf("the seal is %s", sealed)
	}
	plain, err := log.Seal(t.Context(), "w1", was)
	if err != nil || !history.SameSeal(plain, sealed) {
		t.Errorf("%s and %s are not the same: %v", plain, sealed, err)
	}
	for name, c := range map[string]struct {
		with   func(*api.Fields)
		same   bool
		fields []change.Field
	}{
		"nothing":        {func(*api.Fields) {}, true, nil},
		"URL":            {func(f *api.Fields) { f.URL = "https://u:other@hooks.example" }, false, []change.Field{change.URL}},
		"descendants":    {func(f *api.Fields) { f.ApplyToAllDescendants = true }, false, []change.Field{change.Descendants}},
		"header, status": {func(f *api.Fields) { f.Headers, f.Status = nil, api.Disabled }, false, []change.Field{change.Status, change.Header}},
		"secret":         {func(f *api.Fields) { f.Secret = api.GivenSecret("the-second-secret") }, false, []change.Field{change.Secret}},
		"secret hidden":  {func(f *api.Fields) { f.Secret = api.GivenSecret("********") }, true, nil},
	} {
		now := was.Clone()
		c.with(&now)
		if got := seal(now); history.SameSeal(sealed, got) != c.same || !slices.Equal(history.Unlike(sealed, got), c.fields) {
			t.Errorf("%s: %v and %v", name, history.SameSeal(sealed, got), history.Unlike(sealed, got))
		}
	}
}
