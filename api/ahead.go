package api

import (
	"context"
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
type pages struct {
	client *Client
	r      request
	first  bool // the first request names its page too
	ahead  int
	last   int // number of the last page that is promised; 0: none is
	under  map[int]chan reply
	ctx    context.Context //nolint:containedctx // of the requests under way, which end with the list
	stop   context.CancelFunc
}

type reply struct {
	got *answer
	err error
}

func (c *Client) pagesOf(ctx context.Context, r request, first bool) *pages {
	p := &pages{client: c, r: r, first: first, ahead: ahead(ctx), under: make(map[int]chan reply)}
	p.ctx, p.stop = context.WithCancel(ctx)
	return p
}

// promise tells which is the last page that may be asked for ahead, by what came
// so far: pages up to number, with so many elements of a total. Later pages are
// as large as those, or they are not waited for.
func (p *pages) promise(number, elements int, total int64, body int) {
	if number == 0 || elements == 0 || total < 0 {
		return // one page proves nothing: the server may not know the parameter
	}
	size := (elements + number) / (number + 1)
	p.last = int(min((total+int64(size)-1)/int64(size), maxPages)) - 1
	p.r.limit = min(p.r.limit, int64(16*body+1<<20))
}

// get returns one page. Pages are asked for in their order.
func (p *pages) get(number int) (*answer, error) {
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
	return r.got, r.err
}

func (p *pages) ask(number int) chan reply {
	r := p.r
	r.query = url.Values{}
	if number > 0 || p.first {
		r.query.Set("page", strconv.Itoa(number))
	}
	if p.client.pageParameter != "" {
		r.query.Set(p.client.pageParameter, strconv.Itoa(p.client.pageSize))
	}
	answered := make(chan reply, 1)
	go func() {
		got, err := p.client.send(p.ctx, r)
		answered <- reply{got, err}
	}()
	return answered
}
