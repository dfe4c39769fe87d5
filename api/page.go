package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

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
			return p, errors.New("not a list")
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
			return p, errors.New("items is not a list")
		}
		return p, nil
	}
	return p, errors.New("neither a list nor an object")
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

// What a server did that is not the API, to follow its name.
var (
	errNoJSON = errors.New("did not return JSON")
	errPage   = errors.New("returned a web page instead of JSON")
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
		err = errors.New("returned nothing")
	case isPage(got.header.Get("Content-Type"), got.body):
		err = errPage
	case !json.Valid(got.body):
		err = errNoJSON
	default:
		err = fmt.Errorf("returned unexpected JSON: %w", err)
	}
	if start != "" && (r.op != opToken || !strings.ContainsAny(start[:1], `{["`)) {
		err = fmt.Errorf("%w; the response starts with “%s”", err, Text(cutText(start, bodyStart)))
	}
	return &Error{
		Kind: KindAnswer, Op: r.op, Method: r.method, Host: c.Host(), Workspace: r.workspace, Status: got.status,
		Trace: got.trace(), Unclear: r.write, Err: err,
	}
}
