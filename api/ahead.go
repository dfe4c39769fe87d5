package api

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
)

type aheadKey struct{}

// usualAhead is how many pages of a long list are asked for at once.
const usualAhead = 8

// Ahead returns a context in which up to so many pages of one list are under way
// together. It is for callers with many requests under way, which count them: in
// a context of [Paced] or [Once] it is one unless this says more.
func Ahead(ctx context.Context, pages int) context.Context {
	return context.WithValue(ctx, aheadKey{}, max(1, pages))
}

func ahead(ctx context.Context) int {
	if pages, set := ctx.Value(aheadKey{}).(int); set {
		return pages
	}
	if set, _ := ctx.Value(paceKey{}).(pace); set != asUsual {
		return 1
	}
	return usualAhead
}

// pages gives the pages of a list one after the other. Once a list has proved to
// have pages, those that its total promises are asked for before it is their
// turn: a channel with thousands of workspaces has hundreds of pages, each of
// which takes a round trip. What is then true of a list is judged page by page
// all the same, as if they had been asked for one by one.
type pages[T any, P element[T]] struct {
	client *Client
	r      request
	first  bool // the first request names its page too
	ahead  int
	last   int // number of the last page that is promised; 0: none is
	under  map[int]chan reply[T]
	ctx    context.Context //nolint:containedctx // of the requests under way, which end with the list
	stop   context.CancelFunc
}

// decoded is a page whose body is not needed any more.
type decoded[T any] struct {
	items []T
	total int64 // -1 when not told
	paged bool  // there may be more
	size  int   // of the body, in bytes
}

type reply[T any] struct {
	page decoded[T]
	err  error
}

func pagesOf[T any, P element[T]](ctx context.Context, c *Client, r request, first bool) *pages[T, P] {
	p := &pages[T, P]{client: c, r: r, first: first, ahead: ahead(ctx), under: make(map[int]chan reply[T])}
	p.ctx, p.stop = context.WithCancel(ctx) //nolint:gosec // G118: the list calls stop at its end
	return p
}

// promise tells which is the last page that may be asked for ahead, by what came
// so far: pages up to number, with so many elements of a total. Later pages are
// as large as those, or they are not waited for.
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
	early := p.under[number] != nil
	for n := number; n == number || n <= p.last && n < number+p.ahead; n++ {
		if p.under[n] == nil {
			p.under[n] = p.ask(n)
		}
	}
	r := <-p.under[number]
	delete(p.under, number)
	if r.err != nil && early && p.ctx.Err() == nil {
		p.ahead = 1 // it may have been too many at once
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
	if p.client.pageParameter != "" {
		r.query.Set(p.client.pageParameter, strconv.Itoa(p.client.pageSize))
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
			err := fmt.Errorf("one of its elements is longer than %d MiB", maxBody>>20)
			return decoded[T]{}, p.client.notUnderstood(r, got, err)
		}
		if err := P(&page.items[i]).UnmarshalJSON(item); err != nil {
			return decoded[T]{}, p.client.notUnderstood(r, got, err)
		}
	}
	return page, nil
}
