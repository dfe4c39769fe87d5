package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"corotui/internal/plan"
)

// BenchmarkParse reads a policy of a thousand workspaces with four webhooks each, as
// export writes it.
func BenchmarkParse(b *testing.B) {
	var text strings.Builder
	text.WriteString("corotui: v1\nsets:\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "  - workspaces: {ids: [northwinddental%d_N3D5_x]} # Northwind Dental\n    webhooks:\n", i)
		for j := range 4 {
			fmt.Fprintf(&text, "      - name: Billing %d\n        description: \"\"\n        url: https://hooks.example.com/${REGION}/billing\n        triggers: [workspace-created, subscription-updated]\n"+
				"        headers: {X-Env: prod, Authorization: {keep: true}}\n        applyToAllDescendants: false\n        status: enabled\n        secret: {keep: true}\n", j)
		}
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := plan.Parse([]plan.Source{{Name: "p.yaml", Data: []byte(text.String())}}, plan.Input{Vars: vars}); err != nil {
			b.Fatal(err)
		}
	}
}
