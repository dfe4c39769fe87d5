package emulator

import (
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"time"
)

// listWebhooks answers GET /v1/settings/webhooks.
func (s *Server) listWebhooks(c *call) answer {
	paging, docs := pagings[c.variant.List], s.store.webhooks(c.workspace)
	hidden, vanishes := s.drifts(c, paging, len(docs))
	switch {
	case vanishes:
		s.store.removeAt(c.workspace, c.variant.pageSize()-1)
		docs = s.store.webhooks(c.workspace)
	case c.variant.Drift != "vanish": // what vanished is gone already
		docs = docs[hidden:]
	}
	docs = slices.Concat(docs, s.passedDown(c.variant, c.workspace))
	return c.collection(paging, len(docs), func(i int) json.RawMessage {
		return c.variant.render(docs[i])
	})
}

// getWebhook answers GET /v1/settings/webhooks/{id}.
func (s *Server) getWebhook(c *call) answer {
	doc, found := s.store.webhook(c.workspace, c.id)
	if !found {
		doc, found = s.inherits(c)
	}
	if !found {
		return c.unknownID()
	}
	return c.tagged(c.json(http.StatusOK, c.variant.render(doc)), doc)
}

// createWebhook answers POST /v1/settings/webhooks. As in the reference's
// sample, updated is 0 until the first update.
func (s *Server) createWebhook(c *call) answer {
	body, refusal, ok := c.document()
	if !ok {
		return refusal
	}
	body = c.variant.understand(body, true)
	faults := append(missing(body, required), s.validate(body, nil)...)
	if len(faults) > 0 {
		return c.problem(http.StatusBadRequest, faults...)
	}
	doc := s.store.create(c.workspace, func(id string) document {
		made := newBuilder(document{{fieldID, quote(id)}, {fieldWorkspace, quote(c.workspace)}})
		for _, m := range body {
			if blank := blanks.value(m.name); blank != nil && string(m.value) == jsonNull {
				m.value = blank
			}
			if !slices.Contains(readOnly, m.name) {
				made.set(m.name, m.value)
			}
		}
		for _, blank := range blanks {
			if !made.has(blank.name) {
				made.set(blank.name, blank.value)
			}
		}
		d := made.doc
		d.set(fieldCreated, encodeValue(c.now.UnixMilli()))
		d.set(fieldUpdated, encodeValue(0))
		c.variant.respell(d)
		return d
	})
	s.webhookChanged(c, "created", doc)
	shown := c.variant
	switch c.variant.Create {
	case "no-secret":
		shown.Secret = "absent"
		return c.json(http.StatusCreated, shown.render(doc))
	case "empty":
		return c.empty(http.StatusCreated)
	case "string":
		return c.word("Webhook configuration created")
	default:
		shown.Secret = ""
		return c.json(http.StatusCreated, shown.render(doc))
	}
}

// blanks are the values of fields that a body leaves out. A secret that is left
// out has none: the webhook then has no secret.
var blanks = document{
	{fieldName, quote("")},
	{fieldDescription, quote("")},
	{fieldDescendants, json.RawMessage("false")},
	{fieldURL, quote("")},
	{fieldHeaders, json.RawMessage("{}")},
	{fieldTriggers, json.RawMessage("[]")},
	{fieldStatus, quote(statusEnabled)},
}

// updateWebhook answers PUT /v1/settings/webhooks/{id}.
func (s *Server) updateWebhook(c *call) answer {
	if _, found := s.store.webhook(c.workspace, c.id); !found {
		return s.notHere(c)
	}
	body, refusal, ok := c.document()
	if !ok {
		return refusal
	}
	body = c.variant.understand(body, false)
	stale := false
	doc, found, faults := s.store.update(c.workspace, c.id, func(held json.RawMessage, old document) (document, []fieldError) {
		if stale = !c.matches(held); stale {
			return old, nil
		}
		var faults []fieldError
		if c.variant.Update == "strict" {
			faults = missing(body, writable)
		}
		faults = append(faults, s.validate(body, old)...)
		return c.variant.merge(old, body, c.now), faults
	})
	switch {
	case !found:
		return c.unknownID()
	case stale:
		return c.problem(http.StatusPreconditionFailed)
	case len(faults) > 0:
		return c.problem(http.StatusBadRequest, faults...)
	}
	s.webhookChanged(c, "updated", doc)
	switch c.variant.Updated {
	case "empty":
		return c.empty(http.StatusOK)
	case "204":
		return c.empty(http.StatusNoContent)
	case "string":
		return c.word("Webhook configuration updated")
	default:
		return c.tagged(c.json(http.StatusOK, c.variant.render(doc)), doc)
	}
}

// merge returns what an update makes of a webhook: members stay in their
// place, new ones follow.
func (v Variant) merge(old, body document, now time.Time) document {
	next, sent := newBuilder(nil), newBuilder(body)
	given := func(name string) bool {
		value, there := sent.get(name)
		return there && string(value) != jsonNull
	}
	for _, m := range old {
		value, inBody := sent.get(m.name)
		known := slices.Contains(writable, m.name)
		blank := blanks.value(m.name)
		switch {
		case slices.Contains(readOnly, m.name), v.Update == "patch" && !inBody:
			next.set(m.name, m.value)
		case given(m.name) || inBody && !known:
			next.set(m.name, value)
		case known && v.Update == "patch", m.name == fieldSecret && v.Update == "keep-secret":
			next.set(m.name, m.value)
		case blank != nil:
			next.set(m.name, blank)
		}
	}
	for _, m := range body {
		known := slices.Contains(writable, m.name)
		if !next.has(m.name) && !slices.Contains(readOnly, m.name) && (given(m.name) || !known) {
			next.set(m.name, m.value)
		}
	}
	next.set(fieldUpdated, encodeValue(now.UnixMilli()))
	v.respell(next.doc)
	return next.doc
}

// deleteWebhook answers DELETE /v1/settings/webhooks/{id}.
func (s *Server) deleteWebhook(c *call) answer {
	stale := false
	doc, found := s.store.remove(c.workspace, c.id, func(held json.RawMessage) bool {
		stale = !c.matches(held)
		return !stale
	})
	switch {
	case stale:
		return c.problem(http.StatusPreconditionFailed)
	case !found:
		return s.notHere(c)
	}
	s.webhookChanged(c, "deleted", doc)
	switch c.variant.Delete {
	case "empty":
		return c.empty(http.StatusOK)
	case "object":
		return c.json(http.StatusOK, c.variant.render(doc))
	case "string":
		return c.word("Webhook configuration deleted")
	default:
		return c.empty(http.StatusNoContent)
	}
}

func (c *call) unknownID() answer {
	fault := fieldError{message: "no webhook configuration with id " + c.id}
	switch c.variant.UnknownID {
	case "400":
		return c.problem(http.StatusBadRequest, fault)
	case "403":
		return c.problem(http.StatusForbidden)
	default:
		return c.problem(http.StatusNotFound, fault)
	}
}

// document reads the body of a request as a JSON object, or says why it cannot.
func (c *call) document() (body document, refusal answer, ok bool) {
	if c.tooLarge {
		return nil, c.problem(http.StatusRequestEntityTooLarge), false
	}
	media, _, err := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	if err != nil || media != typeJSON {
		return nil, c.problem(http.StatusUnsupportedMediaType, fieldError{"Content-Type", "must be " + typeJSON}), false
	}
	body, err = parseDocument(c.body)
	if err != nil {
		return nil, c.problem(http.StatusBadRequest, fieldError{message: err.Error()}), false
	}
	return body, answer{}, true
}
