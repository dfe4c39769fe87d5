package delivery_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/internal/delivery"
)

// TestAnEditedCopyIsSignedAnew, in the form of the original, and forwarded; it counts as
// none that was received.
func TestAnEditedCopyIsSignedAnew(t *testing.T) {
	t.Parallel()
	target := newReceiver(t, http.StatusOK)
	form := delivery.Form{Scheme: delivery.SignedIDBody, Encoding: delivery.Base64, Prefix: true}
	l := listen(t, delivery.Options{Routes: target.routes(t, "")})
	header := signed(form, eventID, "workspace-created", eventBody)
	header.Set("X-Env", "dev")
	l.post(t, header, eventBody)
	first := l.next(t)

	edited := strings.Replace(eventBody, `"data":`, `"more":1,"data":`, 1)
	if edited == eventBody {
		t.Fatal("the body was not changed")
	}
	if err := l.ResendEdited(first.Number, []byte(edited)); err != nil {
		t.Fatal(err)
	}
	again := l.next(t)
	if again.CopyOf != first.Number || !again.Verdict.Valid || again.ForwardStatus() != http.StatusOK || again.Verdict.Form != form {
		t.Errorf("the copy is %+v", again)
	}
	if received, _ := l.Counts(); received != 1 {
		t.Errorf("%d count as received", received)
	}
	got := target.all()[1]
	if got.body != edited || got.header.Get("X-Env") != "dev" || got.header.Get(delivery.HeaderResentBy) != delivery.ResentBy {
		t.Errorf("the target got %+v", got)
	}
	if used, ok := delivery.Verify(secret, eventID, []byte(edited), got.header.Get(delivery.HeaderSignature)); !ok || used != form {
		t.Errorf("it is signed as %+v, %t", used, ok)
	}
	if d, here := l.Get(again.Number); !here || d.CopyOf != first.Number {
		t.Errorf("the receiver remembers %+v, %t", d, here)
	}
}

// TestWhatCannotBeSentEdited is refused in words, and nothing is sent.
func TestWhatCannotBeSentEdited(t *testing.T) {
	t.Parallel()
	target := newReceiver(t, http.StatusOK)
	l := listen(t, delivery.Options{Routes: target.routes(t, "")})
	l.post(t, genuine(), eventBody)
	number := l.next(t).Number
	for body, why := range map[string]string{
		"{":                          "not JSON",
		`{"id":"x"}`:                 "has no type",
		`{"id":"a\nb","type":"x"}`:   "cannot be sent as a header",
		strings.Repeat(" ", 1<<20+1): "too large",
	} {
		if err := l.ResendEdited(number, []byte(body)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%.30q: %v, want %q", body, err, why)
		}
	}
	if err := l.ResendEdited(number+1, []byte(eventBody)); err == nil || !strings.Contains(err.Error(), "no longer in memory") {
		t.Errorf("an unknown one: %v", err)
	}
	other := listen(t, delivery.Options{})
	other.post(t, genuine(), eventBody)
	if err := other.ResendEdited(other.next(t).Number, []byte(eventBody)); err == nil || !strings.Contains(err.Error(), "--forward-to") {
		t.Errorf("without a target: %v", err)
	}
	if n := len(target.all()); n != 1 {
		t.Errorf("the target got %d", n)
	}
}
