package apply_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"pgregory.net/rapid"

	"corotui/api/emulator"
)

// scene is what an apply meets.
type scene struct {
	Variant emulator.NamedVariant
	Seed    emulator.Seed
	Policy  string
	Prune   bool
	Kept    bool // the plan is kept in a file, and applied from there
	Leave   bool // a secret that is not shown is left out
	Others  []meddling
	Faults  []emulator.Fault
	Kills   []kill
	Width   int // of the run: how much is done at once
}

// meddling is what someone else does between plan and apply to the webhook of a name.
type meddling struct {
	Workspace, Name string
	What            string
}

// kill ends the program at a request: before it is sent, or once it was answered.
type kill struct {
	At    int
	After bool
}

func (s scene) String() string {
	return fmt.Sprintf("variant %s, prune %v, kept %v, leave %v, width %d\n%s\nthere %+v\nothers %+v\nfaults %+v\nkills %+v",
		s.Variant.Name, s.Prune, s.Kept, s.Leave, s.Width, s.Policy, s.Seed, s.Others, s.Faults, s.Kills)
}

var (
	names    = []string{"Alpha", "Beta", "Gamma", "Café"}
	children = []string{"north_AAAA_x", "south_BBBB_x", "west_CCCC_x"}
	urls     = []string{"https://hooks.example.com/in", "https://${REGION}.example.com/in", "https://other.example.com/a?b=c"}
	triggers = []string{"workspace-created", "subscription-updated", "protected-users-added", "protected-devices-deleted"}
)

func places() []string { return append([]string{emulator.DemoChannel}, children...) }

func drawCase(rt *rapid.T) scene {
	variants := variants()
	s := scene{
		Variant: variants[max(0, rapid.IntRange(-len(variants)/2, len(variants)-1).Draw(rt, "variant"))],
		Prune:   rapid.IntRange(0, 3).Draw(rt, "prune") == 3, Kept: rapid.Bool().Draw(rt, "kept"),
		Leave: rapid.Bool().Draw(rt, "leave"), Width: rapid.IntRange(1, 4).Draw(rt, "width"),
	}
	for i, id := range places() {
		w := emulator.SeedWorkspace{ID: id, DisplayName: strings.ToUpper(id[:1]) + id[1:3], Type: "child", Parent: emulator.DemoChannel}
		if i == 0 {
			w.Type, w.Parent = "channel", ""
		}
		for _, name := range names {
			if rapid.Bool().Draw(rt, "there") {
				w.Webhooks = append(w.Webhooks, drawWebhook(rt, name))
			}
		}
		s.Seed.Workspaces = append(s.Seed.Workspaces, w)
	}
	s.Policy = drawPolicy(rt)
	s.Others = rapid.SliceOfN(rapid.Custom(drawMeddling), 0, 3).Draw(rt, "others")
	s.Faults = rapid.SliceOfN(rapid.Custom(drawFault), 0, 4).Draw(rt, "faults")
	s.Kills = rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) kill {
		return kill{rapid.IntRange(1, 12).Draw(rt, "at"), rapid.Bool().Draw(rt, "after")}
	}), 0, 3).Draw(rt, "kills")
	return s
}

func variants() []emulator.NamedVariant {
	var all []emulator.NamedVariant
	for _, v := range emulator.Variants() {
		if v.Variant.Audience != "legacy" {
			all = append(all, v)
		}
	}
	return all
}

func drawWebhook(rt *rapid.T, name string) emulator.SeedWebhook {
	w := emulator.SeedWebhook{
		Name: name, URL: "https://hooks.example.com/in", Secret: "present-" + name, Created: 24 * time.Hour, Changed: time.Hour,
		Description: rapid.SampledFrom([]string{"", "Old"}).Draw(rt, "described"),
		Status:      rapid.SampledFrom([]string{"enabled", "disabled"}).Draw(rt, "is"),
		Triggers:    rapid.SampledFrom([][]string{{"workspace-created"}, {"protected-devices-deleted", "workspace-created"}}).Draw(rt, "has"),
	}
	if rapid.Bool().Draw(rt, "headed") {
		w.Headers = []emulator.SeedHeader{{Name: "X-Env", Value: "prod"}, {Name: "X-Old", Value: "1"}}
	}
	if rapid.IntRange(0, 2).Draw(rt, "known") == 0 {
		w.Secret = secrets["SECRET_A"]
	}
	return w
}

// secrets are the variables of the files.
var secrets = map[string]string{"REGION": "eu", "SECRET_A": "wanted-secret-a", "SECRET_B": "wanted-secret-b"}

// selections select workspaces; one is among them.
var selections = []struct{ says, one string }{
	{"{type: child}", children[0]},
	{"{all: true}", children[1]},
	{"{ids: [" + children[0] + ", " + children[1] + "]}", children[1]},
	{"{type: channel}", emulator.DemoChannel},
	{"{ids: [" + children[2] + "]}", children[2]},
}

func drawPolicy(rt *rapid.T) string {
	var b strings.Builder
	b.WriteString("corotui: v1\nsets:\n")
	left := append([]string(nil), names...)
	for range rapid.IntRange(1, 2).Draw(rt, "sets") {
		chosen := rapid.SampledFrom(selections).Draw(rt, "select")
		count := min(len(left), rapid.IntRange(1, 3).Draw(rt, "count"))
		fmt.Fprintf(&b, "  - workspaces: %s\n    webhooks:\n", chosen.says)
		for _, name := range left[:count] {
			fmt.Fprintf(&b, "      - name: %s\n", name)
			drawFields(rt, &b, "        ", true)
		}
		if rapid.Bool().Draw(rt, "override") {
			fmt.Fprintf(&b, "    override:\n      %s:\n        %s:\n", chosen.one, left[0])
			fmt.Fprintf(&b, "          url: https://override.example.com/in\n")
			drawFields(rt, &b, "          ", false)
		}
		if left = left[count:]; len(left) == 0 {
			break
		}
	}
	return b.String()
}

// drawFields names some fields; of a webhook that may have to be created, nearly always
// what it needs.
func drawFields(rt *rapid.T, b *strings.Builder, indent string, whole bool) {
	field := func(form string, args ...any) { fmt.Fprintf(b, indent+form+"\n", args...) }
	maybe := func(what string) bool { return rapid.Bool().Draw(rt, what) }
	if whole {
		field("url: %s", rapid.SampledFrom(urls).Draw(rt, "url"))
		field("triggers: [%s]", strings.Join(rapid.SliceOfNDistinct(rapid.SampledFrom(triggers), 1, 3, rapid.ID).Draw(rt, "triggers"), ", "))
	}
	if maybe("description") {
		field("description: %q", rapid.SampledFrom([]string{"", "Made by a file", "Old"}).Draw(rt, "text"))
	}
	if maybe("status") {
		field("status: %s", rapid.SampledFrom([]string{"enabled", "disabled"}).Draw(rt, "word"))
	}
	if maybe("headers") {
		field("headers: %s", rapid.SampledFrom([]string{"{}", "{X-Env: prod}", "{X-New: \"2\", X-Env: test}"}).Draw(rt, "pairs"))
	}
	if whole && rapid.IntRange(0, 9).Draw(rt, "passed") == 9 {
		field("applyToAllDescendants: true")
	}
	if whole || maybe("secret") {
		secret := rapid.SampledFrom([]string{"{env: SECRET_A}", "{env: SECRET_A}", "{env: SECRET_B}", "{keep: true}", ""}).Draw(rt, "secret of")
		if secret != "" {
			field("secret: %s", secret)
		}
	}
}

func drawMeddling(rt *rapid.T) meddling {
	return meddling{
		rapid.SampledFrom(places()).Draw(rt, "where"), rapid.SampledFrom(names).Draw(rt, "which"),
		rapid.SampledFrom([]string{"url", "description", "status", "triggers", "order", "headers", "delete", "create", "wanted"}).Draw(rt, "what"),
	}
}

func drawFault(rt *rapid.T) emulator.Fault {
	f := emulator.Fault{
		Kind: rapid.SampledFrom([]emulator.Kind{
			emulator.KindDelay, emulator.KindHang, emulator.KindRefuse, emulator.KindReset, emulator.KindStatus, emulator.KindCut,
			emulator.KindInvalid, emulator.KindType, emulator.KindPage, emulator.KindSlow,
		}).Draw(rt, "fault"),
		Operation: rapid.SampledFrom([]emulator.Operation{
			emulator.OpCreate, emulator.OpUpdate, emulator.OpDelete, emulator.OpGet, emulator.OpList,
		}).Draw(rt, "operation"),
		Nth: rapid.IntRange(1, 4).Draw(rt, "nth"), Times: rapid.IntRange(1, 3).Draw(rt, "times"),
		Applied: rapid.Bool().Draw(rt, "applied"),
	}
	switch f.Kind {
	case emulator.KindStatus:
		f.Status = rapid.SampledFrom([]int{
			http.StatusBadRequest, http.StatusForbidden, http.StatusRequestTimeout, http.StatusConflict, http.StatusTooManyRequests,
			http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		}).Draw(rt, "answer")
		f.Applied = f.Applied && f.Status != http.StatusTooManyRequests && f.Status != http.StatusBadRequest && f.Status != http.StatusForbidden && f.Status != http.StatusConflict
	case emulator.KindDelay:
		f.Delay = rapid.SampledFrom([]time.Duration{time.Second, time.Minute}).Draw(rt, "delay")
	case emulator.KindSlow:
		f.Delay = time.Millisecond
	default: // the others say all by their kind
	}
	return f
}
