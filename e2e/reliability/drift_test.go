package reliability_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// TestDriftBetweenPages has lists change while they are read, page by page: what
// comes is what the server holds in the end, or is told to be incomplete.
func TestDriftBetweenPages(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	table.WriteString("\n| | list | search |\n|---|---|---|\n")
	for _, row := range []struct {
		name  string
		drift string
	}{
		{"nothing", ""},
		{"an element of the first page goes away", "vanish"},
		{"an element comes at the start", "appear"},
		{"it changes at every read", "lasting"},
	} {
		fmt.Fprintf(&table, "| %s |", row.name)
		for _, operation := range []emulator.Operation{emulator.OpList, emulator.OpSearch} {
			word, wrong := drifts(t, row.drift, operation)
			if wrong != "" {
				t.Errorf("%s, %s: %s", row.name, operation, wrong)
			}
			fmt.Fprintf(&table, " %s |", word)
		}
		table.WriteString("\n")
	}
	isDocumented(t, "drift", table.String()+"\n")
}

func drifts(t *testing.T, drift string, operation emulator.Operation) (word, wrong string) {
	t.Helper()
	variant := emulator.Variant{Drift: drift, List: "paged", PageSize: 5}
	server := emulator.New(emulator.Demo(), emulator.WithVariant(variant))
	t.Cleanup(server.Close)
	client, err := api.New(api.WithBaseURL("https://demo.example"), api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	found, err := idsOf(t.Context(), client, operation)
	looks := 0
	for _, r := range server.Requests() {
		if r.Operation == operation && (r.Query == "" || strings.Contains(r.Query, "page=0")) {
			looks++
		}
	}
	var short *api.Incomplete
	switch incomplete := errors.As(err, &short); {
	case err != nil && !incomplete:
		return "", err.Error()
	case incomplete != (drift == "lasting"):
		return "", fmt.Sprintf("reported as incomplete: %v, %d came in %d reads", err, len(found), looks)
	case incomplete:
		if said := text.Sentence(err); !strings.Contains(said, "the list kept changing") || goWords.MatchString(said) {
			return "", "it is said: " + said
		}
		return fmt.Sprintf("reported as incomplete, after %d reads", looks), ""
	}
	held, err := idsOf(t.Context(), client, operation) // once it keeps still
	slices.Sort(found)
	if slices.Sort(held); err != nil || !slices.Equal(found, held) {
		return "", fmt.Sprintf("%v came of %v, %v", found, held, err)
	}
	if there := len(server.Webhooks(emulator.DemoChannel)); operation == emulator.OpList && there != len(found) {
		return "", fmt.Sprintf("%d came of %d", len(found), there)
	}
	if len(slices.Compact(slices.Clone(found))) != len(found) {
		return "", fmt.Sprintf("some came twice: %v", found)
	}
	return map[int]string{1: "done", 2: "done, after a second read"}[looks], ""
}

// idsOf lists the webhooks, or searches for the workspaces.
func idsOf(ctx context.Context, client *api.Client, operation emulator.Operation) (ids []string, err error) {
	if operation == emulator.OpList {
		all, err := client.Webhooks(ctx, emulator.DemoChannel)
		for _, w := range all {
			ids = append(ids, string(w.ID))
		}
		return ids, err
	}
	all, err := client.Workspaces(ctx, emulator.DemoChannel)
	for _, w := range all {
		ids = append(ids, string(w.ID))
	}
	return ids, err
}
