package delivery

import (
	"cmp"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// Tolerance is how far a timestamp may be from now without a warning. Coro
// documents none, and its retries come late, so nothing is refused for it.
const Tolerance = 5 * time.Minute

// Refusal is why a delivery is not genuine.
type Refusal string

// The refusals. [Genuine] is none.
const (
	Genuine        Refusal = ""
	Malformed      Refusal = "malformed"       // its headers or its body cannot be read
	Unsigned       Refusal = "unsigned"        // it has no signature
	WrongSignature Refusal = "wrong-signature" // not of this secret, in any form
	OtherID        Refusal = "other-id"        // header and body have different ids
	OtherType      Refusal = "other-type"      // header and body have different types
	NoSecret       Refusal = "no-secret"       // the secret is not known: nothing can be said
)

// Warning is something about a delivery that its reader should know but that
// does not make it wrong.
type Warning string

// The warnings.
const (
	BodyUnsigned Warning = "body-unsigned" // only the id is signed: so is every delivery of that form
	Old          Warning = "old"           // further back than [Tolerance]
	Early        Warning = "early"         // ahead of now by more than [Tolerance]
	NoTimestamp  Warning = "no-timestamp"  // there is none, or it is no time
	NoType       Warning = "no-type"       // the header is not there
	OtherContent Warning = "other-content" // Content-Type is not JSON's
	UnknownType  Warning = "unknown-type"  // the type is none that Coro documents
	SeenBefore   Warning = "seen-before"   // the id came before, see [Seen]: a retry, or a replay
)

// Note is a warning in words: one sentence without a full stop.
type Note struct {
	Warning Warning
	Text    string
}

// Verdict is what [Check] found.
type Verdict struct {
	Valid   bool    // everything is right
	Signed  bool    // the signature is right, whatever else is wrong
	Form    Form    // in which form, if Signed
	Refusal Refusal // what is wrong first, if not Valid
	Reason  string  // the same in one plain sentence, clean, without a full stop
	Notes   []Note
	ID      api.Text    // of the header, or else of the body
	Type    api.Trigger // of the header, or else of the body
	Event   Event       // of the body, also of a wrong delivery; zero if it cannot be read
}

// Check judges a delivery: the signature over its body byte for byte, the form
// of its body, and whether header and body tell of the same event. All of it is
// looked at, also where the first thing is wrong already; duplicates are for
// [Seen]. Parts of body are kept, which must not change afterwards.
func Check(secret mask.Secret, header http.Header, body []byte, now time.Time) Verdict {
	var v Verdict
	id, idWrong := single(header, HeaderID)
	signature, signatureWrong := single(header, HeaderSignature)
	kind, kindWrong := single(header, HeaderType)
	v.Form, v.Signed = Verify(secret, id, body, signature)
	event, err := ParseEvent(body)
	v.Event = event
	v.ID, v.Type = cmp.Or(api.Text(id), event.ID), cmp.Or(api.Trigger(kind), event.Type)

	switch {
	case idWrong != "":
		v.refuse(Malformed, idWrong)
	case signatureWrong != "":
		v.refuse(Malformed, signatureWrong)
	case kindWrong != "":
		v.refuse(Malformed, kindWrong)
	case signature == "":
		v.refuse(Unsigned, "The delivery is not signed: it has no "+HeaderSignature)
	case id == "":
		v.refuse(Malformed, "The delivery has no "+HeaderID+", over which it would be signed")
	case secret.Empty():
		v.refuse(NoSecret, "The webhook's secret is not known, so the signature cannot be checked")
	case !v.Signed:
		v.refuse(WrongSignature, "The signature is not one of this secret")
	case err != nil:
		v.refuse(Malformed, sentence(err))
	case string(event.ID) != id:
		v.refuse(OtherID, fmt.Sprintf("The header has the id %s, the body %s", text.Quote(api.Text(id)), text.Quote(event.ID)))
	case kind != "" && api.Trigger(kind).Name() != event.Type.Name():
		v.refuse(OtherType, fmt.Sprintf("The header has the type %s, the body %s", text.Quote(api.Text(kind)), text.Quote(api.Text(event.Type))))
	default:
		v.Valid = true
	}
	v.note(header, kind, now, err == nil)
	return v
}

func (v *Verdict) refuse(why Refusal, reason string) { v.Refusal, v.Reason = why, reason }

func (v *Verdict) warnf(about Warning, format string, args ...any) {
	v.Notes = append(v.Notes, Note{about, fmt.Sprintf(format, args...)})
}

// note adds what is odd about the delivery. read tells whether the body could be read.
func (v *Verdict) note(header http.Header, kind string, now time.Time, read bool) {
	if v.Signed && v.Form.Scheme == SignedID {
		v.warnf(BodyUnsigned, "The signature covers the id alone, so it does not prove that the body is unchanged")
	}
	if kind == "" {
		v.warnf(NoType, "The delivery has no %s", HeaderType)
	}
	if given := header.Get(headerContent); given != "" && !isJSON(given) {
		v.warnf(OtherContent, "The Content-Type is %s, not JSON", text.Quote(api.Text(given)))
	}
	if !read {
		return
	}
	if _, known := api.FindTrigger(v.Event.Type.Name()); !known {
		v.warnf(UnknownType, "Coro documents no trigger %s", text.Quote(api.Text(v.Event.Type)))
	}
	v.noteAge(now)
}

func (v *Verdict) noteAge(now time.Time) {
	age := now.Sub(v.Event.Time)
	switch {
	case v.Event.Timestamp == "":
		v.warnf(NoTimestamp, "The body has no timestamp")
	case v.Event.Time.IsZero():
		v.warnf(NoTimestamp, "The timestamp %s is not a time", text.Quote(v.Event.Timestamp))
	case age > Tolerance:
		v.warnf(Old, "The event is %s old: a retry, or a replay", text.Gap(age))
	case age < -Tolerance:
		v.warnf(Early, "The timestamp is %s ahead of this machine's clock", text.Gap(-age))
	}
}

// single returns the one value of a header, or what is wrong with it. Where
// there are two, the receiver and this program may each take another one.
func single(header http.Header, name string) (value, wrong string) {
	values := header.Values(name)
	switch len(values) {
	case 0:
		return "", ""
	case 1:
		return strings.TrimSpace(values[0]), ""
	default:
		return "", fmt.Sprintf("The delivery has %s %d times", name, len(values))
	}
}

func isJSON(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == "application/json" || strings.HasPrefix(media, "application/") && strings.HasSuffix(media, "+json"))
}

// sentence begins an error with a capital.
func sentence(err error) string {
	said := err.Error()
	return strings.ToUpper(said[:1]) + said[1:]
}
