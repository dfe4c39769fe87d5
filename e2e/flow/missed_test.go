package flow_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/internal/account"
	"corotui/internal/delivery"
	"corotui/ui"
	"corotui/ui/work"
)

// receiver takes what is sent, and answers with a status.
type receiver struct {
	mu     sync.Mutex
	got    []delivery.Message
	status func(n int) int
}

func (r *receiver) Send(_ context.Context, m delivery.Message) (delivery.Answer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, m)
	return delivery.Answer{Status: r.status(len(r.got)), Took: 12 * time.Millisecond}, nil
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.got)
}

// missing opens the program on a channel that got two workspaces while its first webhook
// was disabled.
func missing(t *testing.T, s size, variant emulator.Variant, status func(n int) int) (*world, *receiver) {
	t.Helper()
	seed, to := emulator.Demo(), &receiver{status: status}
	for i, age := range map[int]time.Duration{1: 26 * time.Hour, 3: 2 * time.Hour} {
		seed.Workspaces[i].Created = age
	}
	w := openOn(t, s, seed, variant, func(o *ui.Options) {
		plain := o.Missed
		o.Missed = func(m account.Member) work.Missing {
			service := plain(m)
			service.Outbox.Sender = to
			return service
		}
	})
	w.WaitFor("Acme Channel", "12 webhooks", "PSA tickets", "Billing to QuickB")
	return w, to
}

func accepts(int) int { return http.StatusNoContent }

// TestWhatWasMissedIsShownAndSent: after an enable the status line names the gap and the
// key, which shows the workspaces; S sends them once, after asking.
func TestWhatWasMissedIsShownAndSent(t *testing.T) {
	t.Parallel()
	w, to := missing(t, sizes[0], emulator.Variant{}, func(n int) int { return map[bool]int{true: 503, false: 204}[n == 2] })
	w.choose("Billing to QuickB")
	w.Press("m")
	w.said(`Missed by "Billing to QuickBooks" in Acme Channel`)
	w.said("is disabled since")
	w.WaitFor("not sent")
	w.Press("S")
	w.said("is disabled; enable it first")
	w.Press("m")
	w.WaitGone("not sent")
	w.Press("space")
	w.said(`Enabled "Billing to QuickBooks" · events of the last 3 d were not sent · m missed`)
	w.Press("m")
	w.said("was disabled from")
	w.said("ticket-escalated cannot be known")
	w.Press("g")
	w.WaitFor("S send 2")
	w.Press("S")
	w.WaitForDialog("Send 2 missed deliveries to hooks.acme.example?")
	w.Press("right", "enter")
	w.said(`Sent 1 missed delivery to "Billing to QuickBooks", 1 failed`)
	w.said("failed: the receiver answered 503")
	w.WaitFor("sent 20", "S send 1")
	w.Press("S")
	w.WaitForDialog("Send 1 missed delivery to hooks.acme.example?")
	w.Press("right", "enter")
	w.WaitGone("failed")
	w.said(`Sent 1 missed delivery to "Billing to QuickBooks"`)
	w.WaitGone("C stop")
	w.Press("esc")
	w.WaitFor("PSA tickets")
	w.Press("m")
	w.WaitFor("sent 20")
	w.Press("S", "esc")
	w.WaitFor("PSA tickets")
	w.Press("h")
	w.said("sent workspace-created for")
	if n := to.count(); n != 3 {
		t.Errorf("%d were sent", n)
	}
	for _, m := range to.got {
		if m.Header.Get("X-Coro-Resent-By") != "corotui" {
			t.Errorf("one is not marked: %v", m.Header)
		}
	}
}

// TestASecretThatIsMissingIsAskedFor before what was missed is sent.
func TestASecretThatIsMissingIsAskedFor(t *testing.T) {
	t.Parallel()
	variant, err := emulator.ParseVariant("secret=stars,audit=403")
	if err != nil {
		t.Fatal(err)
	}
	w, to := missing(t, sizes[0], variant, accepts)
	w.choose("Billing to QuickB")
	w.Press("space")
	w.WaitForDialog("leave it out")
	w.Press("right", "enter")
	w.said(`Enabled "Billing to QuickBooks"`)
	w.Press("m")
	w.said("does not let these credentials read the audit log")
	w.Press("S")
	w.WaitFor("Coro does not return it, and it signs the deliveries.")
	w.Type("the-s3cret")
	w.Press("enter")
	w.WaitForDialog("Send 2 missed deliveries")
	w.Press("right", "enter")
	w.said("Sent 2 missed deliveries")
	if to.count() != 2 || to.got[0].Secret.Reveal() != "the-s3cret" {
		t.Errorf("%d were sent", to.count())
	}
}

// TestWhatCannotBeKnownIsNotShown as known: there is nothing to send then.
func TestWhatCannotBeKnownIsNotShown(t *testing.T) {
	t.Parallel()
	variant, err := emulator.ParseVariant("creation-times=absent")
	if err != nil {
		t.Fatal(err)
	}
	w, to := missing(t, sizes[0], variant, accepts)
	w.choose("Billing to QuickB")
	w.Press("m")
	w.said("workspaces do not say when created")
	w.WaitFor("no workspace that is known")
	w.Press("S", "esc")
	w.WaitFor("PSA tickets")
	w.choose("Usage report")
	w.Press("m")
	w.said(`"Usage report" is not known to have been disabled`)
	if to.count() != 0 {
		t.Errorf("%d were sent", to.count())
	}
}
