package missed

import (
	"context"
	"slices"
	"strings"
	"time"

	"corotui/api"
)

// Others is what can be known of triggers whose deliveries cannot be rebuilt.
type Others struct {
	Triggers []api.Trigger // of the webhook, but for [Created]

	Audit    []api.AuditEntry // of the gap, the newest first
	Disabled time.Time        // when the audit log says that the webhook was disabled; zero: it does not
	AuditErr error            // why there is no audit log, or not all of it

	Usage    api.Usage // of the webhook's own workspace, now
	Measured bool      // there is a usage
	UsageErr error     // why there is none
}

// others reads what can be known. What the server does not provide fails nothing. The
// audit log may also tell since when the webhook is disabled, where that was not sure.
func (f Finder) others(ctx context.Context, r *Report) error {
	o := &r.Others
	for _, t := range r.Webhook.Triggers {
		if t.Name() != Created && !slices.ContainsFunc(o.Triggers, func(other api.Trigger) bool { return other.Name() == t.Name() }) {
			o.Triggers = append(o.Triggers, t)
		}
	}
	var entries []api.AuditEntry
	entries, o.AuditErr = f.Server.AuditLog(ctx, r.Home.ID)
	for _, e := range entries {
		if e.ReportsDisabled(r.Webhook.ID) && (r.Gap.Open() || e.At.Before(r.Gap.Until)) && e.At.After(o.Disabled) {
			o.Disabled = e.At
		}
	}
	r.Gap = r.Gap.confirmed(o.Disabled)
	for _, e := range entries {
		if r.Gap.holds(e.At) {
			o.Audit = append(o.Audit, e)
		}
	}
	if ctx.Err() == nil && o.counts() {
		o.Usage, o.UsageErr = f.Server.Usage(ctx, r.Home.ID)
		o.Measured = o.UsageErr == nil
	}
	return ctx.Err()
}

// confirmed is the gap with the start that the audit log tells, where this machine was
// not sure of it.
func (g Gap) confirmed(disabled time.Time) Gap {
	earlier := g.Bound == api.AtLeast && disabled.Before(g.Since)
	later := g.Bound == api.AtMost && !disabled.Before(g.Since)
	if !disabled.IsZero() && (earlier || later) {
		g.Off = api.Off{Since: disabled}
	}
	return g
}

// counts reports whether a trigger is about what usage counts.
func (o Others) counts() bool {
	return slices.ContainsFunc(o.Triggers, func(t api.Trigger) bool { return strings.HasPrefix(string(t.Name()), "protected-") })
}
