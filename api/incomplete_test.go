package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
)

// TestIncomplete: a list of which the server gives less than it promises says so
// beside what came, and one that is whole never does, whatever its total claims.
func TestIncomplete(t *testing.T) {
	t.Parallel()
	whole := api.Incomplete{Came: 12, Total: 12}
	for spec, want := range map[string]api.Incomplete{
		"list=page-ignored,page-size=5":  {Came: 5, Total: 12},
		"list=page-ignored,page-size=12": whole,
		"list=paged,page-size=5":         whole,
		"list=no-total,page-size=5":      whole,
		"list=repeating,page-size=5":     whole, // a server that knows pages, and a total that is wrong
		"list=repeating":                 {Came: 12, Total: 24},
		"list=array":                     whole,
	} {
		t.Run(spec, func(t *testing.T) {
			t.Parallel()
			v, err := emulator.ParseVariant(spec)
			if err != nil {
				t.Fatal(err)
			}
			_, client := serve(t, []emulator.Option{emulator.WithVariant(v)})
			all, err := client.Webhooks(t.Context(), emulator.DemoChannel)
			if len(all) != want.Came {
				t.Errorf("%d webhooks came, want %d", len(all), want.Came)
			}
			short, is := errors.AsType[*api.Incomplete](err)
			if is != (want != whole) || err != nil && !is {
				t.Fatalf("the error is %v", err)
			}
			if is && (short.Came != want.Came || short.Total != want.Total || short.What != "webhooks") {
				t.Errorf("it says %+v, want %+v", short, want)
			}
		})
	}
}

// TestPagesThatAreRefused leave the first one, and say that there may be more. A
// server that fails has given no list at all.
func TestPagesThatAreRefused(t *testing.T) {
	t.Parallel()
	for status, tolerated := range map[int]bool{400: true, 404: true, 422: true, 500: false, 403: false} {
		for _, total := range []string{`,"totalElements":"39"`, ""} {
			client := answering(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Has("page") {
					w.WriteHeader(status)
					return
				}
				_, _ = fmt.Fprintf(w, `{"items":[{"id":"a"},{"id":"b"}]%s}`, total)
			})
			all, err := client.Webhooks(t.Context(), "w")
			if got := len(all) == 2 && api.IsIncomplete(err); got != tolerated || !tolerated && (err == nil || len(all) > 0) {
				t.Errorf("after %d: %d webhooks, %v", status, len(all), err)
			}
			if said := fmt.Sprint(err); tolerated && strings.Contains(said, "2 of 39") != (total != "") {
				t.Errorf("after %d with a total of %q it says %s", status, total, said)
			}
		}
	}
}

// TestChildrenCompleteASearch that gives its first page forever: the channel names
// the others.
func TestChildrenCompleteASearch(t *testing.T) {
	t.Parallel()
	for children, complete := range map[string]bool{`"a","b","c"`: true, `"a","b"`: false} {
		client := answering(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "search") {
				_, _ = fmt.Fprint(w, `{"items":[{"id":"a","displayName":"A"}],"totalElements":3}`)
				return
			}
			_, _ = fmt.Fprintf(w, `{"id":"channel","children":[%s]}`, children)
		})
		all, err := client.Workspaces(t.Context(), "channel")
		if complete != (err == nil) || !complete && !api.IsIncomplete(err) {
			t.Errorf("with the children %s: %v", children, err)
		}
		if want := strings.Count(children, ",") + 2; len(all) != want || all[0].DisplayName != "A" {
			t.Errorf("with the children %s there are %d workspaces, want %d", children, len(all), want)
		}
	}
}
