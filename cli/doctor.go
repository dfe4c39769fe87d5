package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/doctor"
	"corotui/internal/text"
	"corotui/ui/theme"
)

func (a *app) doctorCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "doctor", Short: "Check terminal, settings, network, credentials and API, changing nothing",
		Long: "Check the terminal, the settings and where each came from, the network, the credentials and the workspace, and which " +
			"of the behaviours that Coro's documentation leaves open the API has. Nothing is changed, and no test is sent.\n" +
			"The report holds no secret, no name and no URL of a webhook, and can be pasted into a public ticket.",
		Example: "corotui doctor\ncorotui doctor --json | jq '.checks[] | select(.verdict != \"ok\")'",
	}
	jsonFlag(c, &asJSON)
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		subject, err := a.subject(cmd, asJSON)
		if err != nil {
			return err
		}
		width := reportWidth(subject.Terminal)
		var all []doctor.Finding
		doctor.Examine(cmd.Context(), subject, func(f doctor.Finding) {
			if !asJSON && (len(all) == 0 || all[len(all)-1].Group != f.Group) {
				a.printf("%s\n", f.Group)
			}
			if !asJSON {
				a.printFinding(f, width)
			}
			all = append(all, f)
		})
		if asJSON {
			if err := a.printJSON(doctorJSON{Version: version(), Verdict: verdictOf(all), Checks: all}); err != nil {
				return err
			}
		}
		if err := cmd.Context().Err(); err != nil {
			return fmt.Errorf("the examination was not finished: %w", err)
		}
		return diagnosis(all)
	})
}

// doctorJSON is the report for scripts.
type doctorJSON struct {
	Version string           `json:"version"`
	Verdict doctor.Verdict   `json:"verdict"` // the worst of the checks
	Checks  []doctor.Finding `json:"checks"`
}

// subject is what there is to examine. Settings that are wrong are a finding,
// and no error.
func (a *app) subject(cmd *cobra.Command, asJSON bool) (doctor.Subject, error) {
	s := doctor.Subject{Proxy: api.ProxyFrom(a.env.Get), Now: time.Now}
	if !asJSON { // a report for a script is not about the terminal that the script runs in
		var err error
		if s.Terminal, err = program.Facts(cmd.Context(), a.process.Stdin, a.process.Stdout, a.process.Env); err != nil {
			return s, err
		}
	}
	s.Config, s.ConfigError = a.config(cmd)
	if s.ConfigError != nil {
		s.Config.Env = a.env
		return s, nil //nolint:nilerr // settings that are wrong are a finding
	}
	session, err := a.session(cmd, s.Config)
	if err != nil {
		return s, err
	}
	session.KeepTokens = false // the token that is asked for proves the pair, and nothing is written
	s.Client = session.Client
	if !a.flags.noTokenCache {
		s.SavedToken = func(ctx context.Context) (api.Token, error) { return account.SavedToken(ctx, s.Config) }
	}
	s.TLS, err = account.TLS(a.flags.caFile)
	return s, err
}

// signs say how a check ended, by sign and word.
func (a *app) signs() map[doctor.Verdict]string {
	if theme.ASCIIOnly(a.env.Get) {
		return map[doctor.Verdict]string{doctor.OK: "+ ok", doctor.Warning: "! look", doctor.Failed: "x failed", doctor.Skipped: "- skipped"}
	}
	return map[doctor.Verdict]string{doctor.OK: "✓ ok", doctor.Warning: "! look", doctor.Failed: "✗ failed", doctor.Skipped: "- skipped"}
}

// The columns of the report, in cells. What a check says takes the rest.
const (
	inset      = 2
	signWidth  = 11
	checkWidth = 18
)

// reportWidth is how wide the report is, in cells: as the terminal, within what
// a sentence can be read in, and 80 in a file.
func reportWidth(t doctor.TerminalFacts) int {
	const inFile, narrowest, widest = 80, 50, 110
	if t.Width == 0 {
		return inFile
	}
	return max(narrowest, min(t.Width, widest))
}

// printFinding writes what a check says beside its name, and below that what to
// do about it.
func (a *app) printFinding(f doctor.Finding, width int) {
	saysWidth := width - inset - signWidth - checkWidth
	lead := strings.Repeat(" ", inset) + text.Pad(a.signs()[f.Verdict], signWidth) + text.Pad(f.Name, checkWidth)
	says := inLines(f.Says, saysWidth)
	if f.Next != "" {
		says = append(says, inLines("so: "+f.Next, saysWidth)...)
	}
	for _, line := range says {
		a.printf("%s%s\n", lead, strings.TrimRight(line, " "))
		lead = strings.Repeat(" ", inset+signWidth+checkWidth)
	}
}

// inLines is a text in lines, broken at blanks only where that is possible: a flag or
// a path that is broken at a hyphen is hard to read and to copy.
func inLines(said string, width int) []string {
	const held = "\u2011" // a hyphen at which no line is broken
	wrapped := ansi.Wrap(strings.ReplaceAll(text.Clean(api.Text(said)), "-", held), width, "")
	return strings.Split(strings.ReplaceAll(wrapped, held, "-"), "\n")
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
		return coded{fmt.Errorf("%s: %s", f.Name, f.Says), code}
	}
	return nil
}

// isSetting reports whether a setting is why something failed, as where the secret
// that it names cannot be read.
func isSetting(err error) bool {
	_, wrong := errors.AsType[*config.Error](err)
	return wrong
}
