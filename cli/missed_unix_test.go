//go:build unix

package cli_test

import (
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestADeliveryOfWhichNoOneSawTheEnd is not sent again without being asked for: whether
// the receiver did not answer, or the program was killed.
func TestADeliveryOfWhichNoOneSawTheEnd(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"silent", "killed"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			w, in := gapped(t, "")
			w.run("", "webhooks", "enable", "Billing").want(t, 0)
			arrived := make(chan struct{}, 10)
			in.answers(func(_ http.ResponseWriter, r *http.Request) {
				arrived <- struct{}{}
				<-r.Context().Done()
			})
			if way == "silent" {
				e := w.run("", "missed", "Billing", "--send", "--yes", "--json", "--timeout", "1s")
				if got := namesOf(t, e); e.code != 1 || got != "first:unknown second:unknown deep:unknown" {
					t.Errorf("%d %s%s", e.code, e.stdout, e.stderr)
				}
				if e = w.run("", "missed", "Billing", "--send", "--yes"); e.code != 1 || !strings.Contains(e.stderr, "None of the 3 deliveries is known to have arrived") {
					t.Errorf("%d %s", e.code, e.stderr)
				}
			} else {
				program := exec.CommandContext(t.Context(), build(t), "missed", "Billing", "--send", "--yes")
				program.Env = w.env
				if err := program.Start(); err != nil {
					t.Fatal(err)
				}
				<-arrived
				if err := program.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				_ = program.Wait()
				w.run("", "missed", "Billing").want(t, 0, `for "FIRST" to "Billing"`, "was cut off: it is not known whether it arrived")
			}
			sent := len(in.told(t))
			in.answers(nil)
			e := w.run("", "missed", "Billing", "--send", "--yes", "--json")
			all := strings.Fields(namesOf(t, e))
			if len(all) != 3 || all[0] != "first:unknown" || e.code == 0 || slices.Contains(in.told(t)[sent:], "first") {
				t.Errorf("%d %s%s", e.code, e.stdout, e.stderr)
			}
			w.run("", "missed", "Billing", "--send", "--yes", "--repeat-unknown").want(t, 0)
			if got := in.told(t); slices.Index(got[sent:], "first") < 0 || in.got[0].Header.Get("X-Coro-Hook-Id") != in.got[sent+slices.Index(got[sent:], "first")].Header.Get("X-Coro-Hook-Id") {
				t.Errorf("it was told of %v", got)
			}
			w.run("", "missed", "Billing", "--send", "--yes", "--repeat-unknown").want(t, 0)
			if n := len(in.told(t)) - sent; n != 3 {
				t.Errorf("afterwards %d were sent", n)
			}
		})
	}
}
