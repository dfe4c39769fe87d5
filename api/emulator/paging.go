package emulator

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
)

// paging is how a collection is cut and wrapped.
type paging struct {
	bare        bool // an array instead of an envelope
	paged       bool // one page at a time
	ignoresPage bool // always the first one
	noTotal     bool
	totalString bool
	repeats     bool // the last page comes again, and the total claims more
}

// pagings are how collections are cut and wrapped, by the words of the switches list
// and search. Any other word has everything in one envelope.
var pagings = map[string]paging{
	"array":              {bare: true},
	"paged":              {paged: true},
	"page-ignored":       {paged: true, ignoresPage: true},
	"no-total":           {paged: true, noTotal: true},
	"total-string":       {paged: true, totalString: true},
	"total-string-whole": {totalString: true},
	"repeating":          {paged: true, repeats: true},
}

// collection answers with count elements, or the page of them that was asked
// for. Only the elements of the answer are asked of item.
func (c *call) collection(p paging, count int, item func(int) json.RawMessage) answer {
	query := c.request.URL.Query()
	if fault, ok := c.refusedParameter(query); !ok {
		return c.problem(http.StatusBadRequest, fault)
	}
	first, last := 0, count
	if p.paged {
		size, sizeOK := c.pageSize(query)
		page, pageOK := number(query, "page", 0)
		switch {
		case !sizeOK || size == 0:
			return c.problem(http.StatusBadRequest, fieldError{c.variant.sizeParameter(), "must be a positive number"})
		case !pageOK:
			return c.problem(http.StatusBadRequest, fieldError{"page", "must be a number from 0 up"})
		}
		first, last = p.window(page, size, count)
	}
	if last == first && count == 0 {
		switch c.variant.Empty {
		case "null":
			return c.json(http.StatusOK, json.RawMessage(jsonNull))
		case "nothing":
			return c.empty(http.StatusOK)
		}
	}
	if count == 1 && last-first == 1 && c.variant.Single == "bare" {
		return c.json(http.StatusOK, item(first))
	}
	items := make([]json.RawMessage, 0, last-first)
	for i := first; i < last; i++ {
		items = append(items, item(i))
	}
	return c.json(http.StatusOK, p.wrap(items, count))
}

// window returns the range of elements that a page shows.
func (p paging) window(page, size, count int) (first, last int) {
	if p.ignoresPage {
		page = 0
	}
	lastPage := max(count-1, 0) / size
	if page > lastPage {
		if !p.repeats {
			return count, count
		}
		page = lastPage
	}
	return page * size, min(page*size+size, count)
}

// wrap puts elements into an array or an envelope.
func (p paging) wrap(items []json.RawMessage, count int) json.RawMessage {
	if p.repeats && count > 0 {
		count *= 2
	}
	size := 64
	for _, item := range items {
		size += len(item) + 1
	}
	out := make([]byte, 0, size)
	if !p.bare {
		out = append(out, `{"items":`...)
	}
	out = append(out, '[')
	for i, item := range items {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, item...)
	}
	out = append(out, ']')
	if p.bare {
		return out
	}
	total := strconv.Itoa(count)
	switch {
	case p.noTotal:
	case p.totalString:
		out = append(out, `,"totalElements":"`+total+`"`...)
	default:
		out = append(out, `,"totalElements":`+total...)
	}
	return append(out, '}')
}

// sizeParameter is the parameter that sets the size of a page; empty: none does.
func (v Variant) sizeParameter() string {
	if v.SizeParameter == "refused" {
		return ""
	}
	return v.SizeParameter
}

func (c *call) pageSize(query url.Values) (size int, ok bool) {
	return number(query, c.variant.sizeParameter(), c.variant.pageSize())
}

// number reads a parameter that is a number from 0 up.
func number(query url.Values, name string, otherwise int) (value int, ok bool) {
	if name == "" || !query.Has(name) {
		return otherwise, true
	}
	const most = 1 << 20 // keeps page times size within an int everywhere
	value, err := strconv.Atoi(query.Get(name))
	return value, err == nil && value >= 0 && value < most
}

// refusedParameter finds a parameter that a strict server does not know.
func (c *call) refusedParameter(query url.Values) (fault fieldError, ok bool) {
	if c.variant.SizeParameter != "refused" {
		return fieldError{}, true
	}
	for name := range query {
		if name != "page" {
			return fieldError{name, "is not a known parameter"}, false
		}
	}
	return fieldError{}, true
}
