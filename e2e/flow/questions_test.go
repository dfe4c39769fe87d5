package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestAQuestionWaitsForTheOneBefore: a run stands still until it is told what to
// do about secrets. What opens by itself meanwhile does not take the place of
// that question, or nobody could answer it any more.
func TestAQuestionWaitsForTheOneBefore(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{Secret: "stars"})
	_, release := w.wire.holdAll(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/test") })
	defer release()
	w.fleet()
	w.Press("down", "t", "/")
	w.Type("ws:contoso")
	w.WaitFor("2 of ")
	w.Press("enter", "X", "space")
	w.WaitFor("2 webhooks in Contoso Bikes?")
	w.Press("right", "enter")
	const question = "Coro does not return the secrets of these webhooks"
	w.WaitFor(question, "keeps it; corotui checks") // its sentences run on from line to line
	release()
	w.said("delivered: 200")
	w.WaitFor(question)
	w.decide("leave it out")
	w.WaitFor(`Test of "`, "Coro answered 200")
	w.closes("Coro answered")
	w.said("2 webhooks")
	w.WaitFor("u undo")
}
