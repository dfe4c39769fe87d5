package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	// maxPages bounds a list whose server never says that it ends.
	maxPages = 1000
	// maxAgain is how often a list is read again because it changed while it was read.
	maxAgain = 3
)

// element is what a list holds.
type element[T any] interface {
	*T
	json.Unmarshaler
}

// ending is how the reading of a list came to its end.
type ending int

const (
	toTheEnd     ending = iota // nothing says that there is more
	ranOut                     // a page was empty before as many came as were promised
	pagesRefused               // the server does not take the parameter page
	pageIgnored                // every page is the first one
	tooLong                    // it has more than maxPages
)

// look is one reading of a list, from its first page to its end.
type look[T any] struct {
	items  []T
	ids    []string // of items, in their order
	totals []int64  // what each page said of the whole; -1: nothing
	came   int      // elements, those included that one page has twice
	moved  bool     // elements went or came between two pages
	end    ending
	err    error // why pages were refused
}

// total is the most that a page promised, or -1.
func (l *look[T]) total() int64 {
	if len(l.totals) == 0 {
		return -1
	}
	return slices.Max(l.totals)
}

// doubtful reports whether the list may hold something that this look missed,
// because what was on a later page moved to an earlier one meanwhile. Without a
// total only an earlier look can tell that.
func (l *look[T]) doubtful(earlier *look[T]) bool {
	if l.moved || l.end == ranOut && int64(l.came) < l.total() {
		return true
	}
	if earlier == nil || l.total() >= 0 {
		return false
	}
	there := setOf(l.ids)
	return slices.ContainsFunc(earlier.ids, func(id string) bool { return !there[id] })
}

// same reports whether two looks saw the very same pages: what is odd about them
// is then the server's way, and no change.
func (l *look[T]) same(earlier *look[T]) bool {
	return earlier != nil && l.end == earlier.end && l.came == earlier.came &&
		slices.Equal(l.ids, earlier.ids) && slices.Equal(l.totals, earlier.totals)
}

// list collects every page of a list. Pages are asked from 0; first says whether
// the first request names its page too. A list that changed while it was read is
// read again, up to [maxAgain] times. The error is an [Incomplete] if more was
// promised than came, or the list never kept still.
func list[T any, P element[T]](ctx context.Context, c *Client, r request, first bool, id func(T) string) ([]T, error) {
	var earlier *look[T]
	for again := 0; ; again++ {
		seen, err := lookAt[T, P](ctx, c, r, first, id)
		if err != nil {
			return nil, err
		}
		changing := seen.doubtful(earlier) && !seen.same(earlier)
		if changing && again < maxAgain {
			earlier = seen
			continue
		}
		total := seen.total()
		short := &Incomplete{
			What: strings.TrimPrefix(r.op, "list "), Host: c.Host(), Came: len(seen.items), Total: total, Moved: changing, Err: seen.err,
		}
		if seen.end == pagesRefused {
			short.Total = seen.totals[len(seen.totals)-1]
		}
		switch {
		case changing, seen.end == pagesRefused:
			return seen.items, short
		case total >= 0 && int64(seen.came) < total && (seen.end != toTheEnd || seen.moved):
			return seen.items, short
		}
		return seen.items, nil
	}
}

// lookAt reads a list once. It ends at an empty page, at the total, at a page
// without a new element (a server that ignores the page, or repeats its last
// one), or at [maxPages].
func lookAt[T any, P element[T]](ctx context.Context, c *Client, r request, first bool, id func(T) string) (*look[T], error) {
	seen, page := &look[T]{}, make(map[string]int)
	pages := pagesOf[T, P](ctx, c, r, first)
	defer pages.stop()
	for number := range maxPages {
		p, err := pages.get(number)
		if number > 0 && refusesPages(err) {
			seen.end, seen.err = pagesRefused, err
			return seen, nil
		}
		if err != nil {
			return nil, err
		}
		fresh, known := 0, 0
		seen.items, seen.ids = slices.Grow(seen.items, len(p.items)), slices.Grow(seen.ids, len(p.items))
		for _, item := range p.items {
			key := id(item)
			at, there := page[key]
			switch {
			case !there:
				page[key] = number
				seen.items, seen.ids = append(seen.items, item), append(seen.ids, key)
				fresh++
			case at < number:
				known++
				continue
			}
			seen.came++
		}
		if n := len(seen.totals); n > 0 && p.total >= 0 && seen.totals[n-1] >= 0 && p.total != seen.totals[n-1] {
			seen.moved = true
		}
		seen.totals = append(seen.totals, p.total)
		switch {
		case !p.paged || p.total >= 0 && int64(len(seen.items)) >= p.total:
			seen.moved = seen.moved || fresh > 0 && known > 0
			return seen, nil
		case len(p.items) == 0:
			seen.end = ranOut
			return seen, nil
		case fresh == 0 && number == 1:
			seen.end = pageIgnored
			return seen, nil
		case fresh == 0:
			return seen, nil // it does know pages, and this was beyond the last one
		}
		seen.moved = seen.moved || known > 0
		pages.promise(number, len(seen.items), p.total, p.size)
	}
	seen.end = tooLong
	return seen, nil
}

// Incomplete is the error of a list of which the server gives less than it
// promises: it does not know the parameter page, or refuses it, or its list
// changed each time that it was read. What came is returned beside it. That
// something is not in there proves nothing.
type Incomplete struct {
	What  string // webhooks or workspaces
	Host  string
	Came  int
	Total int64 // that the server named; -1 if it named none
	Moved bool  // the list changed while it was read, each time
	Err   error // why there is no more, where the server said so; may be nil
}

// IsIncomplete reports whether err is just that: there is a list, and
// something is missing from it.
func IsIncomplete(err error) bool {
	_, short := errors.AsType[*Incomplete](err)
	return short
}

// Error describes the error for logs and for wrapping.
func (e *Incomplete) Error() string { return e.Sentence() }

// Unwrap returns the cause.
func (e *Incomplete) Unwrap() error { return e.Err }

// Sentence says what is missing and where it is, as a user reads it.
func (e *Incomplete) Sentence() string {
	came := fmt.Sprintf("%d", e.Came)
	if e.Total >= int64(e.Came) {
		came = fmt.Sprintf("%d of %d", e.Came, e.Total)
	}
	if e.Moved {
		return fmt.Sprintf("%s returned %s %s, but the list kept changing, so some may be missing · try again",
			e.Host, came, e.What)
	}
	return fmt.Sprintf("%s returned only %s %s · see the rest in Coro's console; corotui doctor shows how the API answers", e.Host, came, e.What)
}
