package cli

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// gauges count webhooks for the textfile collector of node_exporter.
type gauges struct {
	count     map[series]int
	names     map[api.WorkspaceID]string
	allListed int // 1 if every workspace is known
}

type series struct {
	workspace api.WorkspaceID
	status    string
}

// addWorkspace counts a workspace that was read, whether it has webhooks or
// not: a series must not end when the last webhook of it does.
func (g *gauges) addWorkspace(workspace api.Workspace) {
	if g.count == nil {
		g.count, g.names = make(map[series]int), make(map[api.WorkspaceID]string)
	}
	g.names[workspace.ID] = text.Clean(workspace.Name())
	for _, status := range []api.Status{api.Enabled, api.Disabled} {
		g.count[series{workspace.ID, string(status)}] += 0
	}
}

func (g *gauges) add(one found) {
	home := one.home() // where several inherit it, it counts there, and once
	if _, named := g.names[home.ID]; !named {
		g.addWorkspace(home)
	}
	g.count[series{home.ID, strings.ToLower(text.Clean(api.Text(one.webhook.Status)))}]++
}

// addRead counts the workspaces that a scan has read.
func (g *gauges) addRead(scanner *fleet.Scanner) {
	if scanner.Unlisted() == nil {
		g.allListed = 1
	}
	for _, result := range scanner.Results() {
		if result.Err == nil {
			g.addWorkspace(result.Workspace)
		}
	}
}

// text is the text format of Prometheus, version 0.0.4.
func (g *gauges) text(p fleet.Progress) string {
	var b strings.Builder
	metric := metrics(&b)
	metric("corotui_webhooks", "Webhooks by workspace and status.")
	all := slices.Collect(maps.Keys(g.count))
	sort.SliceStable(all, func(i, j int) bool {
		return cmp.Or(cmp.Compare(all[i].workspace, all[j].workspace), cmp.Compare(all[i].status, all[j].status)) < 0
	})
	for _, s := range all {
		fmt.Fprintf(&b, "corotui_webhooks{workspace=\"%s\",workspace_name=\"%s\",status=\"%s\"} %d\n",
			label(text.Clean(api.Text(s.workspace))), label(g.names[s.workspace]), label(s.status), g.count[s])
	}
	metric("corotui_inherited_webhooks", "Webhooks in lists of workspaces that inherit them; each is counted above, where it lives.")
	fmt.Fprintf(&b, "corotui_inherited_webhooks %d\n", p.Inherited)
	metric("corotui_workspaces", "Workspaces by what came of reading them.")
	for _, line := range []struct {
		result string
		count  int
	}{
		{"failed", p.Failed}, {"forbidden", p.Forbidden}, {"incomplete", p.Short},
		{"read", p.Read - p.Failed - p.Forbidden - p.Short - p.Skipped}, {"skipped", p.Skipped}, {"unread", p.Total - p.Read},
	} {
		fmt.Fprintf(&b, "corotui_workspaces{result=\"%s\"} %d\n", line.result, line.count)
	}
	metric("corotui_workspaces_all_listed", "Whether every workspace could be listed: 1, or 0 where there are more than are counted.")
	fmt.Fprintf(&b, "corotui_workspaces_all_listed %d\n", g.allListed)
	metric("corotui_walk_end_timestamp_seconds", "When the scan ended; its age is time() minus this.")
	fmt.Fprintf(&b, "corotui_walk_end_timestamp_seconds %d\n", p.Ended.Unix())
	metric("corotui_walk_duration_seconds", "How long the scan took.")
	fmt.Fprintf(&b, "corotui_walk_duration_seconds %.3f\n", p.Ended.Sub(p.Began).Seconds())
	return b.String()
}

// metrics returns what begins a metric.
func metrics(b *strings.Builder) func(name, help string) {
	return func(name, help string) { fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name) }
}

// label escapes the value of a label.
func label(value string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(value, "�"))
}
