package cli

import (
	"fmt"
	"strings"

	"corotui/api"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// driftMetrics are what differs in the text format of Prometheus, version 0.0.4. A
// workspace that is as wanted has its series, too: none must end when the last difference
// does.
func driftMetrics(p *planned) string {
	kinds := []plan.Action{plan.Create, plan.Change}
	if p.options.Prune {
		kinds = append(kinds, plan.Delete)
	}
	type series struct {
		workspace api.WorkspaceID
		action    plan.Action
	}
	count, total := make(map[series]int), make(map[plan.Action]int)
	for i := range p.Items {
		count[series{p.Items[i].Workspace.ID, p.Items[i].Action}]++
		total[p.Items[i].Action]++
	}
	var b strings.Builder
	metric := metrics(&b)
	metric("corotui_drift_webhooks", "Webhooks that are not as the files want them, by workspace and kind.")
	for _, w := range p.Read {
		for _, kind := range kinds {
			fmt.Fprintf(&b, "corotui_drift_webhooks{workspace=\"%s\",workspace_name=\"%s\",kind=\"%s\"} %d\n",
				label(text.Clean(api.Text(w.ID))), label(text.Clean(w.Name())), kind.Drift(), count[series{w.ID, kind}])
		}
	}
	metric("corotui_drift_total", "Webhooks that are not as the files want them, by kind.")
	for _, kind := range kinds {
		fmt.Fprintf(&b, "corotui_drift_total{kind=\"%s\"} %d\n", kind.Drift(), total[kind])
	}
	metric("corotui_drift_webhooks_as_wanted", "Webhooks that are as the files want them.")
	fmt.Fprintf(&b, "corotui_drift_webhooks_as_wanted %d\n", p.Unchanged)
	metric("corotui_drift_workspaces", "Workspaces that the files select, by what came of reading them.")
	for _, line := range []struct {
		result string
		count  int
	}{{"forbidden", len(p.NoAccess)}, {"read", p.known()}, {"unknown", len(p.Unread)}} {
		fmt.Fprintf(&b, "corotui_drift_workspaces{result=\"%s\"} %d\n", line.result, line.count)
	}
	metric("corotui_drift_success", "Whether all that the files are about could be read: 1, or 0 where there may be more than is counted.")
	fmt.Fprintf(&b, "corotui_drift_success %d\n", map[bool]int{true: 1}[p.failed == nil])
	metric("corotui_drift_end_timestamp_seconds", "When the scan ended; its age is time() minus this.")
	fmt.Fprintf(&b, "corotui_drift_end_timestamp_seconds %d\n", p.ended.Ended.Unix())
	metric("corotui_drift_duration_seconds", "How long the scan took.")
	fmt.Fprintf(&b, "corotui_drift_duration_seconds %.3f\n", p.ended.Ended.Sub(p.ended.Began).Seconds())
	return b.String()
}
