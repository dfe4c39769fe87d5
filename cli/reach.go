package cli

import (
	"context"
	"net/url"

	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/delivery"
	"corotui/internal/weburl"
)

// reach is a server to which deliveries are to be sent.
type reach struct {
	config             config.Config
	url                string
	question, declined string
	limits             []string // what else is said with the question
	yes                bool     // it was given on the command line
}

// refused says that nothing may be sent to another machine, where nothing may be changed.
func (r reach) refused() error {
	if reason := account.ReadOnly(r.config); reason != "" && !delivery.Local(r.url) {
		return usage("Nothing was sent to %s: %s", hostOf(r.url), reason)
	}
	return nil
}

// mayReach asks before deliveries are sent to another machine, and refuses it where
// nothing may be changed. To this machine they may be sent.
func (a *app) mayReach(ctx context.Context, r reach) error {
	if delivery.Local(r.url) {
		return nil
	}
	if err := r.refused(); err != nil {
		return err
	}
	var limits []string
	if u, err := url.Parse(r.url); err == nil && weburl.InTheClear(u) {
		limits = append(limits, "HTTP is not encrypted: anyone on the way can read the deliveries.")
	}
	if r.yes {
		a.noteAll(limits)
		return nil
	}
	return a.confirm(ctx, append(limits, r.limits...), r.question, r.declined)
}
