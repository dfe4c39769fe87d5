package api_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
)

// book is a search with pages. It notes which were asked for, and how many at once.
type book struct {
	elements, size int
	total          int // that it claims
	refuse         func(page, before int) int

	mu          sync.Mutex
	asked       []int
	under, most int
	gathering   chan struct{} // closed once several are under way; nil: nobody waits for that
}

func (b *book) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	b.mu.Lock()
	before := 0
	for _, asked := range b.asked {
		if asked == page {
			before++
		}
	}
	b.asked = append(b.asked, page)
	b.under++
	b.most = max(b.most, b.under)
	if b.under == 5 && b.gathering != nil {
		close(b.gathering)
		b.gathering = nil
	}
	gathering := b.gathering
	b.mu.Unlock()
	if gathering != nil && page > 1 {
		<-gathering
	}
	b.mu.Lock()
	b.under--
	b.mu.Unlock()
	if b.refuse != nil {
		if status := b.refuse(page, before); status != 0 {
			w.WriteHeader(status)
			return
		}
	}
	_, _ = fmt.Fprintf(w, `{"totalElements":%d,"items":[`, b.total)
	for i := page * b.size; i < min((page+1)*b.size, b.elements); i++ {
		if i > page*b.size {
			_, _ = io.WriteString(w, ",")
		}
		_, _ = fmt.Fprintf(w, `{"id":"w%03d"}`, i)
	}
	_, _ = io.WriteString(w, "]}")
}

func (b *book) read(t *testing.T, pages int) []string {
	t.Helper()
	client := answering(t, b.ServeHTTP)
	found, err := client.Workspaces(api.Prefetch(t.Context(), pages), "channel")
	if err != nil && !api.IsIncomplete(err) {
		t.Fatal(err)
	}
	if short := b.total > len(found); short != api.IsIncomplete(err) {
		t.Errorf("%d of a total of %d came, with %v", len(found), b.total, err)
	}
	var ids []string
	for _, w := range found {
		ids = append(ids, string(w.ID))
	}
	return ids
}

// requests counts those that have come so far.
func (b *book) requests() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.asked)
}

// TestPagesAreAskedForAhead, several at once and never more than is allowed, each
// once; and they come in their order.
func TestPagesAreAskedForAhead(t *testing.T) {
	t.Parallel()
	b := &book{elements: 95, size: 5, total: 95, gathering: make(chan struct{})}
	ids := b.read(t, 5)
	if len(ids) != 95 || !slices.IsSorted(ids) {
		t.Errorf("%d came: %v", len(ids), ids)
	}
	slices.Sort(b.asked)
	if b.most != 5 || len(b.asked) != 19 || len(slices.Compact(b.asked)) != 19 {
		t.Errorf("%d at once, want 5; asked for %v", b.most, b.asked)
	}
}

// TestPagesThatFailAheadAreAskedForAgain by themselves, as too many at once may
// have been what was wrong.
func TestPagesThatFailAheadAreAskedForAgain(t *testing.T) {
	t.Parallel()
	b := &book{elements: 60, size: 5, total: 60, refuse: func(page, before int) int {
		if (page == 4 || page == 5) && before == 0 { // both were asked for while it was the turn of 2
			return http.StatusServiceUnavailable
		}
		return 0
	}}
	if ids := b.read(t, 4); len(ids) != 60 || !slices.IsSorted(ids) {
		t.Errorf("%d came: %v", len(ids), ids)
	}
}

// TestATotalThatIsWrongEndsNoList: fewer or more than promised come, and a list
// that ends early is not asked for far beyond its end. It is read twice then, in
// case that it changed meanwhile, and the channel is asked for its children.
func TestATotalThatIsWrongEndsNoList(t *testing.T) {
	t.Parallel()
	for total, most := range map[int]int{12: 3, 1000: 3 * (12 + 2 + 8), 61: 3 * 14} {
		b := &book{elements: 60, size: 5, total: total}
		want := 60
		if total < 60 {
			want = 15 // what makes the total full
		}
		// Requests that lead beyond the end may still be on their way then.
		if ids, asked := b.read(t, 8), b.requests(); len(ids) != want || asked > most {
			t.Errorf("of a total of %d %d came by %d requests", total, len(ids), asked)
		}
	}
}

// TestAheadFindsTheSame in every variant, as asking for one page at a time does.
func TestAheadFindsTheSame(t *testing.T) {
	t.Parallel()
	for _, s := range emulator.Switches() {
		if s.Name != "list" && s.Name != "search" {
			continue
		}
		for _, value := range s.Values {
			t.Run(s.Name+"="+value.Name, func(t *testing.T) {
				t.Parallel()
				v, err := emulator.ParseVariant(s.Name + "=" + value.Name + ",page-size=3")
				if err != nil {
					t.Fatal(err)
				}
				server, client := serve(t, []emulator.Option{emulator.WithVariant(v)})
				var found [2][]api.WorkspaceID
				var hooks [2][]api.WebhookID
				var asked [2]int
				for i, pages := range []int{1, 16} {
					ctx := api.Prefetch(t.Context(), pages)
					server.ResetRequests()
					all, err := client.Workspaces(ctx, emulator.DemoChannel)
					if err != nil && value.Name != "403" && !api.IsIncomplete(err) {
						t.Fatal(err)
					}
					for _, w := range all {
						found[i] = append(found[i], w.ID)
					}
					list, err := client.Webhooks(ctx, emulator.DemoChannel)
					if err != nil && !api.IsIncomplete(err) {
						t.Fatal(err)
					}
					for _, w := range list {
						hooks[i] = append(hooks[i], w.ID)
					}
					asked[i] = len(server.Requests())
				}
				if !slices.Equal(found[0], found[1]) || !slices.Equal(hooks[0], hooks[1]) {
					t.Errorf("one page at a time finds\n%v\n%v\nand ahead\n%v\n%v", found[0], hooks[0], found[1], hooks[1])
				}
				if asked[1] > asked[0]+4 {
					t.Errorf("ahead takes %d requests and one at a time %d", asked[1], asked[0])
				}
			})
		}
	}
}
