package cli_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/internal/delivery"
	"corotui/internal/mask"
)

// TestWhatAGapHeld, while it is open, after it is over, and in the next run of the
// program.
func TestWhatAGapHeld(t *testing.T) {
	t.Parallel()
	w, _ := gapped(t, "")
	check := func(args ...string) {
		t.Helper()
		e := w.run("", append([]string{"missed"}, args...)...)
		if e.want(t, 0); namesOf(t, e) != "first second deep" {
			t.Errorf("%q: %s", args, e.stdout)
		}
	}
	check("Billing", "--json")
	w.run("", "missed", "Billing").want(t, 0, "is disabled since", "(3 h)", "\tfirst\tFIRST\t"+gappedID+"\tBilling\tnot sent\t-\n",
		"What was missed of subscription-updated and protected-users-added cannot be known", "Usage now: 25 protected users, 31 protected devices",
		"The audit log has nothing of that time")
	one := missedOf(t, w.run("", "missed", gappedID, "--json"))[0]
	if created, err := time.Parse(time.RFC3339, one.CreatedAt); err != nil || time.Since(created).Round(time.Hour) != 2*time.Hour || one.Webhook != gappedID || one.WorkspaceName != "FIRST" {
		t.Errorf("%+v, %v", one, err)
	}
	w.run("", "webhooks", "enable", "Billing").want(t, 0)
	w.run(`{"companyName":"Late"}`, "api", "POST", "/v1/workspaces", "--input", "-", "--yes").want(t, 0)
	check("Billing", "--json")
	check("--filter", "name:billing", "--json")
	w.run("", "missed", "Billing").want(t, 0, "was disabled from")
	forgetGaps(t, w)
	check("Billing", "--json") // the history knows it
	if all := w.run("", "missed", "--filter", "name:other", "--json"); all.stdout != "" {
		t.Errorf("no webhook has that name: %s", all.stdout)
	}
}

// TestWhichWorkspacesAWebhookIsToldOf: those right below its own, and all only if it
// applies to all descendants.
func TestWhichWorkspacesAWebhookIsToldOf(t *testing.T) {
	t.Parallel()
	own, _ := gapped(t, "", func(w *emulator.SeedWebhook) { w.Descendants = false })
	if e := own.run("", "missed", "Billing", "--json"); namesOf(t, e) != "first second" {
		t.Errorf("its own are %s", e.stdout)
	}
	deaf, _ := gapped(t, "", func(w *emulator.SeedWebhook) { w.Triggers = []string{"subscription-updated"} })
	if e := deaf.run("", "missed", "Billing", "--json"); e.stdout != "" || !strings.Contains(e.stderr, "does not have the trigger workspace-created") {
		t.Errorf("one without the trigger missed %s%s", e.stdout, e.stderr)
	}
	never, _ := gapped(t, "", func(w *emulator.SeedWebhook) { w.Status = "enabled" })
	never.run("", "missed", "Billing").want(t, 0, "is not known to have been disabled")
	inherited, _ := gapped(t, "inherited=same-id")
	e := inherited.run("", "missed", gappedID, "--workspace", "partner", "--json")
	if e.want(t, 0); namesOf(t, e) != "first second deep" {
		t.Errorf("as partner inherits it, it missed %s%s", e.stdout, e.stderr)
	}
}

// TestWhatCannotBeKnownIsSaid under each variant of the API, and fails nothing.
func TestWhatCannotBeKnownIsSaid(t *testing.T) {
	t.Parallel()
	for variant, test := range map[string]struct{ names, said string }{
		"creation-times=string": {"first second deep", "Usage now"},
		"creation-times=absent": {"", "5 workspaces do not say when created"},
		"audit=array":           {"first second deep", "audit log has nothing of that time"},
		"audit=404":             {"first second deep", "does not provide the audit log, so nothing is known from there"},
		"audit=501":             {"first second deep", "does not provide the audit log"},
		"audit=403":             {"first second deep", "does not let these credentials read the audit log"},
		"usage=404":             {"first second deep", "does not provide usage, so nothing is known from there"},
		"usage=403":             {"first second deep", "does not let these credentials read usage"},
		"usage=string":          {"first second deep", "Usage now: 25 protected users"},
		"usage=envelope":        {"first second deep", "Usage now: 25 protected users"},
		"search=404":            {"first second deep", ""},
		"parents=absent":        {"first second deep", ""},
	} {
		t.Run(variant, func(t *testing.T) {
			t.Parallel()
			w, _ := gapped(t, variant)
			e := w.run("", "missed", "Billing", "--json")
			if e.want(t, 0, test.said); namesOf(t, e) != test.names {
				t.Errorf("%s\n%s", e.stdout, e.stderr)
			}
			if n := strings.Count(e.stderr, "audit log"); n > 1 {
				t.Errorf("it is said %d times:\n%s", n, e.stderr)
			}
		})
	}
}

// TestWhatWasMissedIsSent once: in the order of creation, signed, marked, and recorded.
func TestWhatWasMissedIsSent(t *testing.T) {
	t.Parallel()
	w, in := gapped(t, "")
	w.run("", "webhooks", "enable", "Billing").want(t, 0)
	before := w.writes()
	w.run("", "missed", "Billing", "--send").want(t, 2, "Confirm with --yes")
	if e := w.run("", "missed", "Billing", "--send", "--dry-run", "--json"); namesOf(t, e) != "first:dry-run second:dry-run deep:dry-run" || !strings.Contains(e.stdout, `{"field":"subscriptionType","basis":"unknown"}`) {
		t.Errorf("a dry run is %s%s", e.stdout, e.stderr)
	}
	if len(in.told(t)) != 0 || len(w.past()) != 1 {
		t.Fatalf("%d deliveries were sent, %d entries written", len(in.told(t)), len(w.past()))
	}
	e := w.run("", "missed", "Billing", "--send", "--yes", "--json", "--signature-format", "sha256=base64+body")
	if e.want(t, 0); namesOf(t, e) != "first:done second:done deep:done" {
		t.Errorf("%s%s", e.stdout, e.stderr)
	}
	for i, r := range in.got {
		v := delivery.Check(mask.NewSecret(signing), r.Header, []byte(in.bodies[i]), time.Now())
		if !v.Valid || r.Header.Get("X-Coro-Resent-By") != "corotui" || r.Header.Get("X-Env") != "prod" || r.Header.Get("X-Coro-Hook-Type") != "workspace-created" || v.Form.Scheme != delivery.SignedIDBody {
			t.Errorf("%s: %+v, %v", v.Reason, v.Form, r.Header)
		}
	}
	first := decode[struct {
		Timestamp, Type string
		Data            map[string]string
	}](t, in.bodies[0])
	if d := first.Data; d["companyName"] != "first Inc" || d["maxProtectedUsers"] != "25" || d["parentWorkspaceId"] != emulator.DemoChannel || d["workspaceCreationTime"] != first.Timestamp || len(d) != 9 {
		t.Errorf("the body is %s", in.bodies[0])
	}
	for range 2 {
		e = w.run("", "missed", "Billing", "--send", "--yes", "--json")
		if e.want(t, 0); namesOf(t, e) != "first:unchanged second:unchanged deep:unchanged" {
			t.Errorf("again: %s%s", e.stdout, e.stderr)
		}
	}
	if told := strings.Join(in.told(t), " "); told != "first second deep" {
		t.Errorf("it was told of %s", told)
	}
	if past := w.past(); len(past) != 4 || past[0].Action != "send" || w.writes() != before {
		t.Errorf("the history is %+v, and %d writes were sent", past, w.writes()-before)
	}
	w.run("", "history").want(t, 0, `sent workspace-created for "DEEP"`)
	w.run("", "undo", "--yes").want(t, 1, "cannot be undone: a delivery that was sent cannot be called back", "an older one can")
	raw := w.run("", "history", "--json").stdout
	if strings.Contains(raw, signing) || strings.Contains(raw, "/coro") {
		t.Error("the history has the secret, or the URL")
	}
}

// TestTheNextGapIsAnother: what was sent of one is not sent again, and what the next
// holds is.
func TestTheNextGapIsAnother(t *testing.T) {
	t.Parallel()
	w, in := gapped(t, "")
	w.run("", "webhooks", "enable", "Billing").want(t, 0)
	w.run("", "missed", "Billing", "--send", "--yes").want(t, 0)
	w.run("", "undo", w.past()[3].ID, "--yes").want(t, 0) // it is disabled since the same time
	w.run(`{"companyName":"Later"}`, "api", "POST", "/v1/workspaces", "--input", "-", "--yes").want(t, 0)
	w.run("", "webhooks", "enable", "Billing").want(t, 0)
	e := w.run("", "missed", "Billing", "--send", "--yes", "--json")
	if got := namesOf(t, e); !strings.HasPrefix(got, "first:unchanged second:unchanged deep:unchanged later") || !strings.HasSuffix(got, ":done") || len(in.told(t)) != 4 {
		t.Errorf("%s%s; told %v", e.stdout, e.stderr, in.told(t))
	}
}

// TestWhatIsRefused is not sent, nor asked of the server where that can be known before.
func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	w, in := gapped(t, "")
	for _, test := range []struct{ args, said string }{
		{"", "Name a webhook"},
		{"Billing --filter name:billing", "exclude each other"},
		{"--filter nam:x", "no field"},
		{"Billing --yes", "--yes is for --send"},
		{"Billing --dry-run", "--dry-run is for --send"},
		{"Billing --send", "no terminal to ask on"},
		{"Billing --send --yes --signature-format md5", "unknown signature format"},
		{"Billing --concurrency 2", "are for --filter"},
		{"--filter name:billing --concurrency 0", "--concurrency 0"},
		{"Billing --send --yes --read-only", "read-only"},
		{"Billing --send --yes --secret-stdin", "expects one line"},
	} {
		w.run("", append([]string{"missed"}, strings.Fields(test.args)...)...).want(t, 2, test.said)
	}
	w.run("", "missed", "--filter", "").want(t, 2, "--filter is empty")
	if asked := len(w.emulator.Requests()); asked != 0 {
		t.Errorf("%d requests were sent", asked)
	}
	w.run("", "missed", "nope").want(t, 4, "No webhook")
	e := w.run("", "missed", "Billing", "--send", "--yes", "--json", "--quiet")
	if e.want(t, 2, "is disabled, so nothing is sent to it. Enable it first"); namesOf(t, e) != "first:refused second:refused deep:refused" {
		t.Errorf("%s", e.stdout)
	}
	if len(in.told(t)) != 0 || len(w.past()) != 0 {
		t.Errorf("it was told of %v", in.told(t))
	}
}

// TestASecretThatIsHidden is given, or nothing is sent.
func TestASecretThatIsHidden(t *testing.T) {
	t.Parallel()
	w, in := gapped(t, "secret=stars")
	w.run("", "webhooks", "enable", "Billing", "--leave-secret").want(t, 0)
	e := w.run("", "missed", "Billing", "--send", "--yes", "--json", "--quiet")
	if e.want(t, 2, "Pipe it in with --secret-stdin"); namesOf(t, e) != "first:needs-secret second:needs-secret deep:needs-secret" || len(in.told(t)) != 0 {
		t.Errorf("%s", e.stdout)
	}
	e = w.run(signing, "missed", "Billing", "--send", "--yes", "--json", "--secret-stdin")
	if e.want(t, 0); namesOf(t, e) != "first:done second:done deep:done" {
		t.Errorf("%s%s", e.stdout, e.stderr)
	}
	if v := delivery.Check(mask.NewSecret(signing), in.got[0].Header, []byte(in.bodies[0]), time.Now()); !v.Valid {
		t.Error(v.Reason)
	}
}

// TestAFailureStopsNothing: the others are sent, and only what failed is sent again, with
// the same id.
func TestAFailureStopsNothing(t *testing.T) {
	t.Parallel()
	w, in := gapped(t, "")
	w.run("", "webhooks", "enable", "Billing").want(t, 0)
	in.answers(func(rw http.ResponseWriter, _ *http.Request) {
		status := http.StatusNoContent
		if len(in.told(t)) == 2 {
			status = http.StatusServiceUnavailable
		}
		rw.WriteHeader(status)
		_, _ = fmt.Fprint(rw, "the secret is "+signing)
	})
	e := w.run("", "missed", "Billing", "--send", "--yes", "--json")
	if e.want(t, 6, "the receiver answered 503", "1 of 3 deliveries failed"); namesOf(t, e) != "first:done second:failed deep:done" || strings.Contains(e.stdout, signing) {
		t.Errorf("%s%s", e.stdout, e.stderr)
	}
	e = w.run("", "missed", "Billing", "--send", "--yes", "--json")
	if e.want(t, 0); namesOf(t, e) != "first:unchanged second:done deep:unchanged" {
		t.Errorf("%s%s", e.stdout, e.stderr)
	}
	if in.got[1].Header.Get("X-Coro-Hook-Id") != in.got[3].Header.Get("X-Coro-Hook-Id") {
		t.Error("the repetition has another id")
	}
	in.Close()
	w2, closed := gapped(t, "")
	w2.run("", "webhooks", "enable", "Billing").want(t, 0)
	closed.Close()
	e = w2.run("", "missed", "Billing", "--send", "--yes", "--json")
	if got := namesOf(t, e); e.code != 1 || got != "first:failed second:failed deep:failed" {
		t.Errorf("nobody listens: %d %s%s", e.code, e.stdout, e.stderr)
	}
}

// TestTwoAtOnceSendOnce: several programs send together what was missed.
func TestTwoAtOnceSendOnce(t *testing.T) {
	t.Parallel()
	w, in := gapped(t, "")
	w.run("", "webhooks", "enable", "Billing").want(t, 0)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if e := w.run("", "missed", "Billing", "--send", "--yes", "--json"); e.code != 0 && (e.code != 5 || !strings.Contains(e.stderr, "another corotui is sending to it")) {
				t.Errorf("%d %s%s", e.code, e.stdout, e.stderr)
			}
		})
	}
	all.Wait()
	w.run("", "missed", "Billing", "--send", "--yes").want(t, 0)
	if told := strings.Join(in.told(t), " "); told != "first second deep" {
		t.Errorf("it was told of %s", told)
	}
}
