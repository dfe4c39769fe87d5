package emulator

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// asStored reports whether webhooks are answered letter for letter as they are
// held; then a list of twenty thousand need not be parsed.
func (v Variant) asStored() bool {
	return v.Secret == "" && v.OneTrigger == "" && v.Descendants == "" &&
		v.Timestamps == "" && v.Flags == "" && v.EmptyFields == "" &&
		v.Owner == "" && v.Extra == ""
}

// render writes a held webhook as the variant shows it.
func (v Variant) render(doc json.RawMessage) json.RawMessage {
	if v.asStored() {
		return doc
	}
	d := held(doc)
	v.showSecret(&d)
	v.showTimes(&d)
	v.showFlag(d)
	v.showEmptyFields(&d)
	if triggers, ok := asStrings(d.value(fieldTriggers)); ok && len(triggers) == 1 && v.OneTrigger == "string" {
		d.set(fieldTriggers, quote(triggers[0]))
	}
	if v.Descendants == "misspelled" {
		d.rename(fieldDescendants, fieldMisspelled)
	}
	if v.Owner == "absent" {
		d.remove(fieldWorkspace)
	}
	if v.Extra == "added" {
		v.addExtra(&d)
	}
	return d.encode()
}

func (d document) value(name string) json.RawMessage {
	value, _ := d.get(name)
	return value
}

func (v Variant) showSecret(d *document) {
	if !d.given(fieldSecret) {
		return
	}
	switch v.Secret {
	case "stars":
		d.set(fieldSecret, quote("********"))
	case "dots":
		d.set(fieldSecret, quote("••••"))
	case "absent":
		d.remove(fieldSecret)
	case "empty":
		d.set(fieldSecret, quote(""))
	case "null":
		d.set(fieldSecret, json.RawMessage(jsonNull))
	}
}

func (v Variant) showTimes(d *document) {
	for _, name := range []string{fieldCreated, fieldUpdated} {
		value, held := d.get(name)
		millis, err := strconv.ParseInt(string(value), 10, 64)
		if !held || err != nil {
			continue
		}
		switch v.Timestamps {
		case "string":
			d.set(name, quote(string(value)))
		case "seconds":
			d.set(name, encodeValue(millis/1000))
		case "iso":
			d.set(name, quote(isoTime(millis)))
		case "absent":
			d.remove(name)
		case "zero":
			d.set(name, encodeValue(0))
		}
	}
}

// isoTime writes no time as the empty string.
func isoTime(millis int64) string {
	if millis == 0 {
		return ""
	}
	return time.UnixMilli(millis).UTC().Format(time.RFC3339Nano)
}

func (v Variant) showFlag(d document) {
	value, held := d.get(fieldDescendants)
	if held && v.Flags == "string" && isBoolean(string(value)) {
		d.set(fieldDescendants, quote(string(value)))
	}
}

func (v Variant) showEmptyFields(d *document) {
	for _, name := range []string{fieldDescription, fieldHeaders} {
		value := string(d.value(name))
		if v.EmptyFields == "" || value != `""` && value != "{}" {
			continue
		}
		if v.EmptyFields == "null" {
			d.set(name, json.RawMessage(jsonNull))
		} else {
			d.remove(name)
		}
	}
}

// extraFields are what ["added"] adds: values that a client loses when it
// decodes into floats or structs.
var extraFields = document{
	{"revision", json.RawMessage("9007199254740993")},
	{"labels", json.RawMessage(`["billing","<msp> & co"]`)},
	{"deliveryPolicy", json.RawMessage(`{"retries":3,"backoff":1.50,"window":null}`)},
}

// addExtra keeps what a client has written under the same names.
func (v Variant) addExtra(d *document) {
	for _, m := range extraFields {
		if _, held := d.get(m.name); !held {
			d.set(m.name, m.value)
		}
	}
}

// understand brings a body from the words of the variant into those of the
// store. creating tells whether the body is of a create: a client that has
// seen no webhook yet cannot know a misspelling.
func (v Variant) understand(body document, creating bool) document {
	if v.Descendants == "misspelled" {
		if _, misspelled := body.get(fieldMisspelled); misspelled || !creating {
			body.remove(fieldDescendants)
		}
		body.rename(fieldMisspelled, fieldDescendants)
	}
	value, held := body.get(fieldDescendants)
	if text, isText := asString(value); held && isText && v.Flags == "string" {
		if lower := strings.ToLower(text); isBoolean(lower) {
			body.set(fieldDescendants, json.RawMessage(lower))
		}
	}
	return body
}
