package api

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
)

type prefetchKey struct{}

// usualPrefetch is how many pages of a long list are requested at once.
const usualPrefetch = 8

// Prefetch returns a context in which up to so many pages of one list are requested
// at once. It is for callers that count their requests: in a context of [Once] or of
// a [Limiter] pages are read one by one unless this says more.
func Prefetch(ctx context.Context, pages int) context.Context {
	return context.WithValue(ctx, prefetchKey{}, max(1, pages))
}

func prefetched(ctx context.Context) int {
	if pages, set := ctx.Value(prefetchKey{}).(int); set {
		return pages
	}
	if set, _ := ctx.Value(paceKey{}).(pace); set != allFailures {
		return 1
	}
	return usualPrefetch
}

// pages gives the pages of a list one after the other. Once a list has proved to
// have pages, those that its total promises are requested early: a channel with
// thousands of workspaces has hundreds of pages, each of which takes a round trip.
// The list is judged page by page all the same, as if they had come one by one.
type pages[T any, P element[T]] struct {
	client  *Client
	r       request
	first   bool // the first request names its page too
	atOnce  int
	last    int // number of the last page that is promised; 0: none is
	pending map[int]chan reply[T]
	ctx     context.Context //nolint:containedctx // of the pending requests, which end with the list
	stop    context.CancelFunc
}

// decoded is a page whose body is no longer needed.
type decoded[T any] struct {
	items []T
	total int64 // -1 if the server does not say
	paged bool  // there may be more
	size  int   // of the body, in bytes
}

type reply[T any] struct {
	page decoded[T]
	err  error
}

func pagesOf[T any, P element[T]](ctx context.Context, c *Client, r request, first bool) *pages[T, P] {
	p := &pages[T, P]{client: c, r: r, first: first, atOnce: prefetched(ctx), pending: make(map[int]chan reply[T])}
	p.ctx, p.stop = context.WithCancel(ctx) //nolint:gosec // G118: the list calls stop at its end
	return p
}

// promise says which is the last page that may be requested early, by what came
// so far: pages up to number, with so many elements of a total. Later pages are
// expected to be as large as those.
func (p *pages[T, P]) promise(number, elements int, total int64, body int) {
	if number == 0 || elements == 0 || total < 0 {
		return // one page proves nothing: the server may not know the parameter
	}
	size := (elements + number) / (number + 1)
	p.last = int(min((total+int64(size)-1)/int64(size), maxPages)) - 1
	p.r.limit = min(p.r.limit, int64(16*body+1<<20))
}

// get returns one page. Pages are asked for in their order.
func (p *pages[T, P]) get(number int) (decoded[T], error) {
	early := p.pending[number] != nil
	for n := number; n == number || n <= p.last && n < number+p.atOnce; n++ {
		if p.pending[n] == nil {
			p.pending[n] = p.ask(n)
		}
	}
	r := <-p.pending[number]
	delete(p.pending, number)
	if r.err != nil && early && p.ctx.Err() == nil {
		p.atOnce = 1 // it may have been too many at once
		r = <-p.ask(number)
	}
	return r.page, r.err
}

func (p *pages[T, P]) ask(number int) chan reply[T] {
	r := p.r
	r.query = url.Values{}
	if number > 0 || p.first {
		r.query.Set("page", strconv.Itoa(number))
	}
	answered := make(chan reply[T], 1)
	go func() {
		var page decoded[T]
		_, err := p.client.send(p.ctx, r, func(got *answer) (err error) {
			page, err = p.decode(r, got)
			return err
		})
		answered <- reply[T]{page, err}
	}()
	return answered
}

// decode reads a page out of its body.
func (p *pages[T, P]) decode(r request, got *answer) (decoded[T], error) {
	raw, err := readPage(got.body)
	if err != nil {
		return decoded[T]{}, p.client.notUnderstood(r, got, err)
	}
	page := decoded[T]{items: make([]T, len(raw.items)), total: raw.total, paged: raw.paged, size: len(got.body)}
	for i, item := range raw.items {
		if len(item) > maxBody {
			err := fmt.Errorf("one element is longer than %d MiB", maxBody>>20)
			return decoded[T]{}, p.client.notUnderstood(r, got, err)
		}
		if err := P(&page.items[i]).UnmarshalJSON(item); err != nil {
			return decoded[T]{}, p.client.notUnderstood(r, got, err)
		}
	}
	return page, nil
}
