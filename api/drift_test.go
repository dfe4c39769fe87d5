package api_test

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
)

// A list that changes while it is read is read again until it keeps still, and
// told as incomplete where it never does; one that no one touches costs no
// request more.
func TestAListThatChangesWhileItIsRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		drift  string
		looks  int
		moving bool
	}{{"", 1, false}, {"vanish", 2, false}, {"appear", 2, false}, {"lasting", 4, true}} {
		for _, shape := range []string{"paged", "total-string"} {
			for _, pages := range []int{1, 8} {
				t.Run(fmt.Sprint(c.drift, shape, pages), func(t *testing.T) {
					t.Parallel()
					v := emulator.Variant{Drift: c.drift, List: shape, PageSize: 5}
					coro, client := serve(t, []emulator.Option{emulator.WithVariant(v)}, api.WithRetries(0))
					ctx := api.Prefetch(t.Context(), pages)
					all, err := client.Webhooks(ctx, emulator.DemoChannel)
					var short *api.Incomplete
					if errors.As(err, &short) != c.moving || err != nil && !c.moving {
						t.Fatalf("the list ended with %v", err)
					}
					if c.moving && (!short.Moved || !strings.Contains(short.Sentence(), "kept changing")) {
						t.Errorf("it is told as %s", short.Sentence())
					}
					if held := coro.Webhooks(emulator.DemoChannel); !c.moving && len(all) != len(held) {
						t.Errorf("%d of %d came", len(all), len(held))
					}
					if looks, asked := count(coro); looks != c.looks || asked > 4*looks || c.looks == 1 && asked != 3 {
						t.Errorf("%d looks by %d requests, want %d", looks, asked, c.looks)
					}
					found, err := client.Workspaces(ctx, emulator.DemoChannel)
					if api.IsIncomplete(err) != c.moving || err != nil && !c.moving {
						t.Errorf("the search ended with %v", err)
					}
					if slices.ContainsFunc(found, func(w api.Workspace) bool { return w.ID == "" }) {
						t.Errorf("found %v", found)
					}
				})
			}
		}
	}
}

// count returns how often a list was begun, and the requests for its pages.
func count(coro *emulator.Server) (looks, asked int) {
	for _, r := range coro.Requests() {
		if r.Operation != emulator.OpList {
			continue
		}
		asked++
		if r.Query == "" {
			looks++
		}
	}
	return looks, asked
}

// shelf answers with pages of what a list holds at each request.
type shelf struct {
	mu    sync.Mutex
	asked int
	size  int
	total bool
	ids   func(request, page int) []string
	fixed int // the total that is told, whatever there is; 0: what there is
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	page := 0
	_, _ = fmt.Sscan(r.URL.Query().Get("page"), &page)
	ids := s.ids(s.asked, page)
	s.asked++
	var items []string
	for _, id := range ids[min(page*s.size, len(ids)):min(page*s.size+s.size, len(ids))] {
		items = append(items, fmt.Sprintf(`{"id":%q}`, id))
	}
	total := ""
	if s.total {
		total = fmt.Sprintf(`,"totalElements":%d`, cmp.Or(s.fixed, len(ids)))
	}
	_, _ = fmt.Fprintf(w, `{"items":[%s]%s}`, strings.Join(items, ","), total)
}

func upTo(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint("w", i)
	}
	return ids
}

// listing is how the reading of a list ends.
type listing struct {
	shelf *shelf
	came  int
	asked int
	short bool
	moved bool
}

// Each sign of a change by itself, and what only looks like one.
func TestSignsOfAChange(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]listing{
		// 45 in pages of 20, of which one goes away after the first page.
		"one goes away": {came: 44, asked: 6, shelf: &shelf{size: 20, total: true, ids: func(request, _ int) []string {
			if request == 0 {
				return upTo(45)
			}
			return upTo(45)[1:]
		}}},
		"one comes, and no total is told": {came: 46, asked: 8, shelf: &shelf{size: 20, ids: func(request, _ int) []string {
			if request == 0 {
				return upTo(45)
			}
			return append([]string{"new"}, upTo(45)...)
		}}},
		// Between the two looks one more goes away, which cannot be told from
		// one that moved to a page that was read already.
		"one is missing on a second look": {came: 44, asked: 12, shelf: &shelf{size: 20, ids: func(request, _ int) []string {
			switch {
			case request == 0:
				return upTo(45)
			case request < 4:
				return append([]string{"new"}, upTo(45)...)
			}
			return upTo(45)[1:]
		}}},
		"fewer than promised, once": {came: 45, asked: 6, shelf: &shelf{size: 20, total: true, fixed: 45, ids: func(request, _ int) []string {
			if request == 2 {
				return upTo(40)
			}
			return upTo(45)
		}}},
		"fewer than promised, always":  {came: 45, asked: 8, short: true, shelf: &shelf{size: 20, total: true, fixed: 48, ids: func(int, int) []string { return upTo(45) }}},
		"nothing of what was promised": {asked: 2, short: true, shelf: &shelf{size: 20, total: true, fixed: 3, ids: func(int, int) []string { return nil }}},
		// A page that begins with the end of the last one is the server's way.
		"pages that overlap": {came: 45, asked: 8, shelf: &shelf{size: 20, total: true, fixed: 45, ids: func(_, page int) []string {
			return append(make([]string, page*20), upTo(45)[page*10:]...)
		}}},
		"the same twice on one page": {came: 3, asked: 2, shelf: &shelf{size: 20, total: true, ids: func(int, int) []string { return []string{"a", "b", "b", "c"} }}},
		"never the same": {came: 51, asked: 12, short: true, moved: true, shelf: &shelf{size: 20, total: true, ids: func(request, _ int) []string {
			return upTo(40 + request)
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := answering(t, c.shelf.ServeHTTP)
			all, err := client.Webhooks(api.Prefetch(t.Context(), 1), "ws")
			var short *api.Incomplete
			if errors.As(err, &short) != c.short || err != nil && short == nil {
				t.Fatalf("it ended with %v", err)
			}
			if len(all) != c.came || c.shelf.asked != c.asked || short != nil && short.Moved != c.moved {
				t.Errorf("%d came by %d requests, want %d by %d: %v", len(all), c.shelf.asked, c.came, c.asked, err)
			}
		})
	}
}
