package cli

import (
	"cmp"
	"context"
	_ "embed" // the demo's policy
	"path/filepath"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// demoPolicy is what the demo's fleet is compared with.
//
//go:embed demo_policy.yaml
var demoPolicy []byte

// desired is with what the screens compare the fleet: the files that the config names.
// They are read when that is asked for.
type desired struct {
	*app

	session *account.Session
	demo    []plan.Source // of the demo, which reads no files
}

func (o *tuiOptions) desired(session *account.Session) *desired {
	d := &desired{app: o.app, session: session}
	if o.demo {
		d.demo = []plan.Source{{Name: "demo.yaml", Data: demoPolicy}}
	}
	return d
}

// Missing says why there are no files, and what to do.
func (d *desired) Missing() string {
	if d.demo != nil || len(d.session.Config().Desired.Value) > 0 {
		return ""
	}
	return "No files say what is wanted: add desired: [policy.yaml] to " + text.Clean(api.Text(d.session.Config().File)) +
		"; corotui export --output policy.yaml writes such a file."
}

// Files names them.
func (d *desired) Files() string {
	names := d.session.Config().Desired.Value
	if d.demo != nil {
		names = []string{d.demo[0].Name}
	}
	if len(names) == 0 {
		return ""
	}
	said := text.Clean(api.Text(filepath.Base(names[0])))
	if others := len(names) - 1; others > 0 {
		said += " and " + text.Plural(others, "other", "others")
	}
	return said
}

// Read reads the files, with the region of the account that is worked in.
func (d *desired) Read(ctx context.Context) (*plan.Policy, error) {
	if d.demo != nil {
		return plan.Parse(d.demo, d.input())
	}
	return plan.Load(ctx, d.session.Config().Desired.Value, d.input())
}

// input is what the files are read with.
func (d *desired) input() plan.Input {
	c := d.session.Config()
	from := d.resumeInput(d.session)
	if d.demo != nil { // which has an environment of its own
		from.Vars = func(name string) (string, bool) {
			if name == "REGION" {
				return cmp.Or(c.Region.Value, "us"), true
			}
			return "demo-" + name, true
		}
	}
	return from
}

// Differ begins to compare.
func (d *desired) Differ(policy *plan.Policy, channel api.WorkspaceID) *plan.Differ {
	options := plan.Options{Channel: channel}
	if d.demo == nil { // which keeps nothing
		options.Secrets = d.session.KnownSecrets(account.OpenHistory(d.session.Config().Paths))
	}
	return plan.NewDiffer(policy, options)
}
