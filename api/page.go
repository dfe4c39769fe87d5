package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// maxPages bounds a list whose server never says that it ends.
const maxPages = 1000

// page is one answer to a list: an array, an envelope, or one element.
type page struct {
	items []json.RawMessage
	total int64 // -1 when not told
	paged bool  // an envelope: there may be more
}

// readPage looks at the first byte of the body (API contract, section 3).
func readPage(body []byte) (page, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	p := page{total: -1}
	if len(body) == 0 || string(body) == "null" {
		return p, nil
	}
	if !json.Valid(body) {
		return p, errNoJSON
	}
	switch body[0] {
	case '[':
		p.items, _ = splitArray(body)
		return p, nil
	case '{':
		o, err := splitObject(body)
		if err != nil {
			return p, err
		}
		if o.index("items") < 0 {
			if o.index(fieldID) >= 0 || o.index(fieldWorkspace) >= 0 {
				p.items = []json.RawMessage{body}
				return p, nil
			}
			return p, errors.New("it is no list")
		}
		p.paged = true
		total, _ := o.take("totalElements")
		if n, ok := looseInt(total); ok && !isNull(total) {
			p.total = n
		}
		items, _ := o.take("items")
		if items == nil {
			return p, nil
		}
		var isArray bool
		if p.items, isArray = splitArray(items); !isArray {
			return p, errors.New("its items are no list")
		}
		return p, nil
	}
	return p, errors.New("it is neither a list nor an object")
}

// list collects every page of a list. Pages are asked from 0; first says
// whether the first request names its page too. It ends at an empty page, at
// the total, at a page without a new id (a server that ignores the page), or
// at [maxPages]. The error is an [Incomplete] then if more was promised.
func list[T any, P interface {
	*T
	json.Unmarshaler
}](ctx context.Context, c *Client, r request, first bool, id func(T) string) ([]T, error) {
	var all []T
	seen := make(map[string]bool)
	pages := c.pagesOf(ctx, r, first)
	defer pages.stop()
	short := &Incomplete{What: strings.TrimPrefix(r.op, "list "), Host: c.Host(), Total: -1}
	for number := range maxPages {
		got, err := pages.get(number)
		if number > 0 && refusesPages(err) {
			short.Came, short.Err = len(all), err
			return all, short
		}
		if err != nil {
			return nil, err
		}
		p, err := readPage(got.body)
		if err != nil {
			return nil, c.notUnderstood(r, got, err)
		}
		fresh := false
		for _, raw := range p.items {
			var item T
			if err := P(&item).UnmarshalJSON(raw); err != nil {
				return nil, c.notUnderstood(r, got, err)
			}
			if key := id(item); !seen[key] {
				seen[key], fresh = true, true
				all = append(all, item)
			}
		}
		short.Came, short.Total = len(all), p.total
		if !p.paged || len(p.items) == 0 || p.total >= 0 && int64(len(all)) >= p.total {
			return all, nil
		}
		if !fresh && number > 1 {
			return all, nil // it does know pages, and this was beyond the last one
		}
		if !fresh {
			break
		}
		pages.promise(number, len(all), p.total, len(got.body))
	}
	if short.Total < 0 {
		return all, nil // nobody said that there is more
	}
	return all, short
}

// Incomplete is the error of a list that goes on, by what the server says, but of
// which it gives no more: it does not know the parameter page, or refuses it. What
// came is returned beside it. That something is not in there proves nothing.
type Incomplete struct {
	What  string // webhooks or workspaces
	Host  string
	Came  int
	Total int64 // that the server named; -1 if it named none
	Err   error // why there is no more, where the server said so; may be nil
}

// IsIncomplete reports whether err is just that: there is a list, and it lacks
// something.
func IsIncomplete(err error) bool {
	var short *Incomplete
	return errors.As(err, &short)
}

// Error describes the error for logs and for wrapping.
func (e *Incomplete) Error() string { return e.Sentence() }

// Unwrap returns the cause.
func (e *Incomplete) Unwrap() error { return e.Err }

// Sentence says what is missing and where it is, as a user reads it.
func (e *Incomplete) Sentence() string {
	said := fmt.Sprintf("%s gave %d %s and no more", e.Host, e.Came, e.What)
	if e.Total >= 0 {
		said = fmt.Sprintf("%s gave %d of %d %s and no more", e.Host, e.Came, e.Total, e.What)
	}
	return said + " · Coro's console has the others, corotui doctor shows how it answers"
}

// refusesPages reports whether err means that the server takes no parameter page.
func refusesPages(err error) bool {
	switch KindOf(err) {
	case KindInvalid, KindNotFound:
		return true
	default:
		return false
	}
}

// What is no answer of the API, in a person's words and not Go's.
var (
	errNoJSON = errors.New("it is no JSON")
	errPage   = errors.New("it is a web page")
)

// bodyStart is how much of an answer that is not understood is shown.
const bodyStart = 80

// notUnderstood is the error of an answer that is not the API's, with its start.
// That may be a webhook, cut before its end: what is secret in it is hidden. In
// JSON that should have been a token anything may be one, so it is not shown.
func (c *Client) notUnderstood(r request, got *answer, err error) *Error {
	start := strings.Join(strings.Fields(got.told.start(got.body, maxLoggedBody)), " ")
	switch {
	case start == "":
		err = errors.New("it is empty")
	case isPage(got.header.Get("Content-Type"), got.body):
		err = errPage
	case !json.Valid(got.body):
		err = errNoJSON
	}
	if start != "" && (r.op != opToken || !strings.ContainsAny(start[:1], `{["`)) {
		err = fmt.Errorf("%w; it begins “%s”", err, Text(cutText(start, bodyStart)))
	}
	return &Error{
		Kind: KindAnswer, Op: r.op, Method: r.method, Host: c.Host(), Workspace: r.workspace, Status: got.status,
		Trace: got.trace(), Unclear: r.write, Err: err,
	}
}
