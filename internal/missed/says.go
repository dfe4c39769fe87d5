package missed

import (
	"fmt"
	"strings"
	"time"

	"corotui/api"
	"corotui/internal/text"
)

// Statement is what a report says, in clean sentences.
type Statement struct {
	Gap    string   // since when and until when the webhook was disabled
	Notes  []string // what else there is to know of the gap, and of the workspaces
	Others []string // what can and what cannot be known of the other triggers
}

// All are all sentences, in their order.
func (s Statement) All() []string { return append(append([]string{s.Gap}, s.Notes...), s.Others...) }

// Subject names the webhook, and where it lives.
func (r Report) Subject() string { return text.QuoteIn(r.Webhook.Name, r.Home.Name()) }

// Says puts a report into sentences.
func (r Report) Says(now time.Time) Statement {
	if !r.Known {
		return Statement{Gap: r.Subject() + " is not known to have been disabled: corotui has not seen it so."}
	}
	return Statement{Gap: r.gapSays(now), Notes: append(r.gapNotes(), r.workspaceNotes()...), Others: r.Others.says()}
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }

func (r Report) gapSays(now time.Time) string {
	length := text.Gap(r.Gap.ended(now).Sub(r.Gap.Since))
	if r.Gap.Open() {
		return fmt.Sprintf("%s is disabled since %s (%s).", r.Subject(), stamp(r.Gap.Since), length)
	}
	return fmt.Sprintf("%s was disabled from %s to %s (%s).", r.Subject(), stamp(r.Gap.Since), stamp(r.Gap.Until), length)
}

// gapNotes say what is not sure of the gap.
func (r Report) gapNotes() (notes []string) {
	switch r.Gap.Bound {
	case api.AtLeast:
		notes = append(notes, "It may have been disabled for longer: corotui did not see when that began.")
	case api.AtMost:
		notes = append(notes, "Someone else changed it meanwhile, and may have enabled it for a while: some of this may have been delivered.")
	}
	if r.Gap.Latest {
		notes = append(notes, "Someone else enabled it, at that time or before: the last of this may have been delivered.")
	}
	return notes
}

// listedNames is how many workspaces are named in a sentence.
const listedNames = 5

// workspaceNotes say what is not known of the workspaces.
func (r Report) workspaceNotes() (notes []string) {
	if !r.Subscribed() {
		return []string{fmt.Sprintf("It does not have the trigger %s, so it missed no workspaces.", Created)}
	}
	if n := len(r.Undated); n > 0 {
		var names []string
		for _, w := range r.Undated[:min(n, listedNames)] {
			names = append(names, text.Clean(w.Name()))
		}
		if n > listedNames {
			names = append(names, "and "+text.Count(n-listedNames)+" more")
		}
		notes = append(notes, fmt.Sprintf("%s not say when created, so it is unknown whether that was missed: %s.",
			text.Plural(n, "workspace does", "workspaces do"), strings.Join(names, ", ")))
	}
	if r.Unlisted != nil {
		notes = append(notes, "Not all workspaces are known: "+strings.TrimSuffix(text.Sentence(r.Unlisted), ".")+".")
	}
	return notes
}

// says is what can and cannot be known of the other triggers.
func (o Others) says() (said []string) {
	if len(o.Triggers) > 0 {
		names := make([]string, len(o.Triggers))
		for i, t := range o.Triggers {
			names[i] = text.Clean(api.Text(t.Name()))
		}
		said = append(said, fmt.Sprintf("What was missed of %s cannot be known: Coro keeps no list of deliveries. Compare what it should have changed with how it is now.",
			enumerated(names)))
	}
	if o.counts() {
		said = append(said, o.usageSays())
	}
	return append(said, o.auditSays()...)
}

// enumerated is a list in a sentence.
func enumerated(names []string) string {
	switch n := len(names); n {
	case 0, 1:
		return strings.Join(names, "")
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

func (o Others) usageSays() string {
	switch {
	case o.UsageErr != nil:
		return notRead(o.UsageErr, "usage")
	case o.Usage.Users < 0 && o.Usage.Devices < 0:
		return "The usage that Coro returns has no count of protected users or devices."
	}
	var counts []string
	for _, c := range []struct {
		n         int64
		one, many string
	}{{o.Usage.Users, "protected user", "protected users"}, {o.Usage.Devices, "protected device", "protected devices"}} {
		if c.n >= 0 {
			counts = append(counts, text.Plural(int(c.n), c.one, c.many))
		}
	}
	return "Usage now: " + strings.Join(counts, ", ") + ". What it was at the start of the gap is not known."
}

// notRead says that something is not there to be read, which is no failure, or that it
// could not be read.
func notRead(err error, what string) string {
	if api.IsNotProvided(err) {
		return strings.TrimSuffix(text.Sentence(err), ".") + ", so nothing is known from there."
	}
	return "Could not read " + what + ": " + strings.TrimSuffix(text.Sentence(err), ".") + "."
}

// listedEntries is how many entries of an audit log are told.
const listedEntries = 10

func (o Others) auditSays() (said []string) {
	switch n := len(o.Audit); {
	case o.AuditErr != nil && !api.IsIncomplete(o.AuditErr):
		return []string{notRead(o.AuditErr, "the audit log")}
	case n == 0:
		said = append(said, "The audit log has nothing of that time.")
	case n > listedEntries:
		said = append(said, fmt.Sprintf("The audit log has %s entries of that time; the newest %d are:", text.Count(n), listedEntries))
	default:
		said = append(said, fmt.Sprintf("The audit log has %s of that time:", text.Plural(n, "entry", "entries")))
	}
	for _, e := range o.Audit[:min(len(o.Audit), listedEntries)] {
		said = append(said, "  "+stamp(e.At)+"  "+entrySays(e))
	}
	if o.AuditErr != nil {
		said = append(said, "Not all of the audit log was read: "+strings.TrimSuffix(text.Sentence(o.AuditErr), ".")+".")
	}
	return said
}

// entrySays is what an entry of the audit log says.
func entrySays(e api.AuditEntry) string {
	said := text.Clean(e.Message)
	if said == "" {
		said = text.Clean(e.Action)
	}
	if said == "" {
		said = "(an entry without words)"
	}
	if e.Actor != "" {
		said += ", by " + text.Clean(e.Actor)
	}
	return said
}
