package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/doctor"
)

// doctorOptions are what doctor takes.
type doctorOptions struct {
	*app
	output.Flags
}

// doctorJSON is the report for scripts.
type doctorJSON struct {
	Version string           `json:"version"`
	Verdict doctor.Verdict   `json:"verdict"` // the worst of the checks
	Checks  []doctor.Finding `json:"checks"`
}

var doctorView = output.View{Kind: output.Kind{
	Name: "report", Meaning: "What doctor found",
	Fields: []output.Field{
		{Name: "version", Type: "string", Meaning: "the version of corotui"},
		{Name: "verdict", Type: "string", Meaning: "the worst of the checks: ok, warning, or failed"},
		{Name: "checks", Type: "array of objects", Meaning: "the checks: group, name, verdict, says, and next, which is what to do about it"},
	},
}}

func (a *app) doctorCommand() *cobra.Command {
	o := &doctorOptions{app: a}
	c := &cobra.Command{
		Use: "doctor", Short: "Check terminal, settings, network, credentials, and API; changes nothing",
		Long: "Check the terminal, the settings and where each came from, the network, the credentials, the workspace, and how the API " +
			"behaves where Coro's documentation leaves it open. Nothing is changed, and no test is sent.\n" +
			"The report holds no secret and no name or URL of a webhook, and can be pasted into a public ticket.",
		Example: "corotui doctor\ncorotui doctor --json | jq '.checks[] | select(.verdict != \"ok\")'",
	}
	a.prints(c, &o.Flags, doctorView)
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *doctorOptions) run(cmd *cobra.Command, _ []string) error {
	subject, err := o.subject(cmd)
	if err != nil {
		return err
	}
	report := doctorReport{app: o.app, width: reportWidth(subject.Terminal)}
	var all []doctor.Finding
	doctor.Examine(cmd.Context(), subject, func(f doctor.Finding) {
		all = append(all, f)
		if o.ForPeople() {
			report.print(f)
		}
	})
	p := o.printer(cmd, false)
	if !o.ForPeople() {
		if err := p.Add(doctorJSON{Version: version(), Verdict: verdictOf(all), Checks: all}, ""); err != nil {
			return err
		}
	}
	if err := p.End(cmd.Context()); err != nil {
		return err
	}
	if err := cmd.Context().Err(); err != nil {
		return fmt.Errorf("the checks were not finished: %w", err)
	}
	return diagnosis(all)
}

// subject is what there is to examine. Settings that are wrong are a finding,
// and no error.
func (o *doctorOptions) subject(cmd *cobra.Command) (doctor.Subject, error) {
	s := doctor.Subject{Proxy: api.ProxyFrom(o.env.Get), Now: time.Now}
	if o.ForPeople() { // a report for a script is not about the terminal that the script runs in
		var err error
		if s.Terminal, err = program.Facts(cmd.Context(), o.process.Stdin, o.process.Stdout, o.process.Env); err != nil {
			return s, err
		}
	}
	s.Config, s.ConfigError = o.config(cmd)
	if s.ConfigError != nil {
		s.Config.Env = o.env
		return s, nil //nolint:nilerr // settings that are wrong are a finding
	}
	session, err := o.session(cmd, s.Config)
	if err != nil {
		return s, err
	}
	session.KeepTokens = false // the token that is asked for proves the pair, and nothing is written
	s.Client = session.Client
	s.Orphans = func(ctx context.Context) ([]api.WorkspaceID, error) {
		orphans, err := account.OpenHistory(s.Config.Paths).Orphans(ctx, session.Who(), session, false)
		places := make([]api.WorkspaceID, len(orphans))
		for i, o := range orphans {
			places[i] = o.Workspace
		}
		return places, err
	}
	if !o.flags.noTokenCache {
		s.SavedToken = func(ctx context.Context) (api.Token, error) { return account.SavedToken(ctx, s.Config) }
	}
	s.TLS, err = account.TLS(o.flags.caFile)
	return s, err
}

// verdictOf is the worst of the verdicts.
func verdictOf(all []doctor.Finding) doctor.Verdict {
	worst := doctor.OK
	for _, f := range all {
		if f.Verdict == doctor.Failed || f.Verdict == doctor.Warning && worst == doctor.OK {
			worst = f.Verdict
		}
	}
	return worst
}

// diagnosis is the error of the first check that failed; what to do about it
// stands in the report.
func diagnosis(all []doctor.Finding) error {
	for _, f := range all {
		if f.Verdict != doctor.Failed {
			continue
		}
		code := codeFailed
		kind := api.KindOf(f.Cause)
		switch {
		case kind == api.KindAuth, kind == api.KindForbidden, errors.Is(f.Cause, config.ErrNoSecret):
			code = codeAuth
		case f.Group == doctor.Settings, isSetting(f.Cause):
			code = codeUsage
		}
		return failedWith(code, "%s: %s", f.Name, f.Says)
	}
	return nil
}

// isSetting reports whether a setting is why something failed, as where the secret
// that it names cannot be read.
func isSetting(err error) bool {
	_, wrong := errors.AsType[*config.Error](err)
	return wrong
}
