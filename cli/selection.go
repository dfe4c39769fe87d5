package cli

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/filter"
	"corotui/internal/text"
)

// selection says which webhooks of the fleet a command shows or changes.
type selection struct {
	filter, status, workspaceFilter string
	ids                             string // "-": stdin
	all                             bool

	by         filter.Filter
	workspaces filter.Workspaces
	wanted     map[api.WebhookID]bool // nil: ids are not given
}

// What a command selects from, and for.
type selects int

const (
	inWorkspace selects = iota // to show those of one workspace
	inFleet                    // to show those of the fleet
	toChange                   // to change those of the fleet
)

// register adds the flags. Only a command that changes something takes ids and needs
// to be told that it is for all.
func (s *selection) register(c *cobra.Command, what selects) {
	flags := c.Flags()
	flags.StringVar(&s.filter, "filter", "", "only webhooks that match this filter, as in the terminal program")
	flags.StringVar(&s.status, "status", "", "only webhooks that are enabled or disabled")
	if what == inWorkspace {
		return
	}
	flags.StringVar(&s.workspaceFilter, "workspace-filter", "", "only webhooks of workspaces that match this filter")
	if what == toChange {
		flags.StringVar(&s.ids, "ids", "", "only webhooks of these ids, one per line, from stdin with -")
		flags.BoolVar(&s.all, "all", false, "every webhook below the channel")
	}
}

// check reads the flags. A status comes before the filter, as a quote in that need not
// end.
func (s *selection) check() (err error) {
	if s.status != "" && s.status != string(api.Enabled) && s.status != string(api.Disabled) {
		return usage("--status %s: use enabled or disabled", s.status)
	}
	expr := s.filter
	if s.status != "" {
		expr = "status:" + s.status + " " + expr
	}
	if s.by, err = filter.Parse(expr); err != nil {
		return usage("--filter %q: %s", s.filter, text.Sentence(err))
	}
	if s.workspaces, err = filter.ParseWorkspaces(s.workspaceFilter); err != nil {
		return usage("--workspace-filter %q: %s", s.workspaceFilter, text.Sentence(err))
	}
	return nil
}

// checkChange refuses to change everything by mistake: something has to be selected.
func (s *selection) checkChange(a *app) error {
	if s.all && (s.filter != "" || s.status != "" || s.workspaceFilter != "" || s.ids != "") {
		return usage("--all and other selections exclude each other")
	}
	if !s.all && s.filter == "" && s.status == "" && s.workspaceFilter == "" && s.ids == "" {
		return usage("Select the webhooks with --filter, --status, --workspace-filter, --ids -, or --all")
	}
	if only, err := filter.Parse(s.filter); err == nil && s.filter != "" && only.Empty() {
		return usage("--filter %q selects every webhook. Say so with --all, or leave it out", s.filter)
	}
	if s.workspaceFilter != "" && s.workspaces.Empty() {
		return usage("--workspace-filter %q selects every workspace. Say so with --all, or leave it out", s.workspaceFilter)
	}
	if s.ids == "" {
		return nil
	}
	if s.ids != "-" {
		return usage("--ids %q: only - is possible, which reads the ids from stdin", s.ids)
	}
	return s.readIDs(a)
}

// readIDs reads the ids from stdin, one a line. What Windows puts around lines is no
// part of them.
func (s *selection) readIDs(a *app) error {
	data, err := a.input("-")
	if err != nil {
		return err
	}
	s.wanted = make(map[api.WebhookID]bool)
	for line := range strings.Lines(strings.TrimPrefix(string(data), "\ufeff")) {
		id := strings.TrimSpace(line)
		if id == "" {
			continue
		}
		if what := wrongValue(id); what != "" {
			return usage("--ids -: an id on stdin %s", what)
		}
		s.wanted[api.WebhookID(id)] = true
	}
	if len(s.wanted) == 0 {
		return usage("--ids - found no id on stdin; nothing was changed")
	}
	return nil
}

// has reports whether a webhook is selected.
func (s *selection) has(one found) bool {
	if s.wanted != nil && !s.wanted[one.webhook.ID] {
		return false
	}
	if !s.workspaces.Empty() && !s.workspaces.Match(filter.NewWorkspace(one.workspace)) {
		return false
	}
	return s.by.Empty() || one.matches(s.by.At(time.Now()))
}

// missing are the ids that no webhook has of those that were found.
func (s *selection) missing(there map[api.WebhookID]bool) []api.WebhookID {
	var missing []api.WebhookID
	for id := range s.wanted {
		if !there[id] {
			missing = append(missing, id)
		}
	}
	return missing
}
