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
	return v.Secret == SecretClear && v.OneTrigger == OneTriggerArray && v.Descendants == DescendantsStandard &&
		v.Timestamps == TimestampsMillis && v.Flags == FlagsBoolean && v.EmptyFields == EmptyFieldsGiven &&
		v.Owner == OwnerGiven && v.Extra == ExtraNone
}

// render writes a held webhook as the variant shows it.
func (v Variant) render(doc json.RawMessage) json.RawMessage {
	if v.asStored() {
		return doc
	}
	d, err := parseDocument(doc)
	if err != nil {
		panic("emulator: a stored webhook is unreadable: " + err.Error())
	}
	v.showSecret(&d)
	v.showTimes(&d)
	v.showFlag(d)
	v.showEmptyFields(&d)
	if triggers, ok := asStrings(d.value(fieldTriggers)); ok && len(triggers) == 1 && v.OneTrigger == OneTriggerString {
		d.set(fieldTriggers, quote(triggers[0]))
	}
	if v.Descendants == DescendantsMisspelled {
		d.rename(fieldDescendants, fieldMisspelled)
	}
	if v.Owner == OwnerAbsent {
		d.remove(fieldWorkspace)
	}
	if v.Extra == ExtraAdded {
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
	case SecretClear:
	case SecretStars:
		d.set(fieldSecret, quote("********"))
	case SecretDots:
		d.set(fieldSecret, quote("••••"))
	case SecretAbsent:
		d.remove(fieldSecret)
	case SecretEmpty:
		d.set(fieldSecret, quote(""))
	case SecretNull:
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
		case TimestampsMillis:
		case TimestampsString:
			d.set(name, quote(string(value)))
		case TimestampsSeconds:
			d.set(name, encodeValue(millis/1000))
		case TimestampsISO:
			d.set(name, quote(isoTime(millis)))
		case TimestampsAbsent:
			d.remove(name)
		case TimestampsZero:
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
	if held && v.Flags == FlagsString && isBoolean(string(value)) {
		d.set(fieldDescendants, quote(string(value)))
	}
}

func (v Variant) showEmptyFields(d *document) {
	for _, name := range []string{fieldDescription, fieldHeaders} {
		value := string(d.value(name))
		if v.EmptyFields == EmptyFieldsGiven || value != `""` && value != "{}" {
			continue
		}
		if v.EmptyFields == EmptyFieldsNull {
			d.set(name, json.RawMessage(jsonNull))
		} else {
			d.remove(name)
		}
	}
}

// extraFields are what [ExtraAdded] adds: values that a client loses when it
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
	if v.Descendants == DescendantsMisspelled {
		if _, misspelled := body.get(fieldMisspelled); misspelled || !creating {
			body.remove(fieldDescendants)
		}
		body.rename(fieldMisspelled, fieldDescendants)
	}
	value, held := body.get(fieldDescendants)
	if text, isText := asString(value); held && isText && v.Flags == FlagsString {
		if lower := strings.ToLower(text); isBoolean(lower) {
			body.set(fieldDescendants, json.RawMessage(lower))
		}
	}
	return body
}
