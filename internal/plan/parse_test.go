package plan_test

import (
	"errors"
	"testing"

	"corotui/internal/plan"
)

// vars are the variables of the tests.
func vars(name string) (string, bool) {
	value, there := map[string]string{"REGION": "eu", "BILLING_SECRET": "s3cret-of-billing", "EMPTY": "", "MASKED": "********", "TWO_LINES": "a\nb"}[name]
	return value, there
}

func parse(text string) (*plan.Policy, error) {
	return plan.Parse([]plan.Source{{Name: "p.yaml", Data: []byte(text)}}, plan.Input{Vars: vars})
}

// example is the file of the documentation.
const example = `corotui: v1
sets:
  - workspaces: {type: child}          # or all: true, ids: [a, b], filter: "name:acme"; several must all hold
    webhooks:
      - name: Billing                  # found by id where one is given, else by name
        url: https://hooks.example.com/${REGION}/billing
        triggers: [workspace-created, subscription-updated]
        headers: {X-Env: prod}
        applyToAllDescendants: false
        status: enabled
        secret: {env: BILLING_SECRET}  # or command: [pass, show, x], generate: true, keep: true; never a value
    override:
      northwinddental_N3D5_x:
        Billing: {url: https://northwind.example.com/billing, status: disabled}
`

func TestParseExample(t *testing.T) {
	t.Parallel()
	policy, err := parse(example)
	if err != nil {
		t.Fatal(err)
	}
	set := policy.Sets[0]
	w := set.In("lakesidelaw_L4L1_x", 0)
	if w.URL.Value.Text != "https://hooks.example.com/eu/billing" || w.Status.Value != "enabled" || len(w.Triggers.Value) != 2 || w.Secret.Value.Value.Reveal() != "s3cret-of-billing" {
		t.Errorf("%+v", w)
	}
	if w.URL.At.String() != "p.yaml:6:14" {
		t.Errorf("the url is at %s", w.URL.At)
	}
	if w := set.In("northwinddental_N3D5_x", 0); w.URL.Value.Text != "https://northwind.example.com/billing" || w.Status.Value != "disabled" || w.Name.Value != "Billing" {
		t.Errorf("%+v", w)
	}
}

func problemsOf(err error) []string {
	problems, _ := errors.AsType[plan.Problems](err)
	var lines []string
	for _, p := range problems {
		lines = append(lines, plan.Problems{p}.Error())
	}
	return lines
}
