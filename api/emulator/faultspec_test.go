package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
)

func TestFaultSpecs(t *testing.T) {
	cases := map[string]emulator.Fault{
		"list:500": {Kind: emulator.KindStatus, Operation: emulator.OpList, Status: 500},
		"update:429,retry-after=3s,times=2": {Kind: emulator.KindStatus, Operation: emulator.OpUpdate, Status: 429,
			RetryAfter: 3 * time.Second, Times: 2},
		"any:delay=2s,chance=0.1,times=forever,seed=7": {Kind: emulator.KindDelay, Delay: 2 * time.Second, Chance: 0.1,
			Times: emulator.Forever, Seed: 7},
		"update:429,html,retry-after=1s": {Kind: emulator.KindStatus, Operation: emulator.OpUpdate, Status: 429, HTML: true,
			RetryAfter: time.Second},
		"delete:reset,after,nth=3,workspace=a_1_x": {Kind: emulator.KindReset, Operation: emulator.OpDelete, Applied: true, Nth: 3,
			Workspace: "a_1_x"},
		"get:huge=50MB":                    {Kind: emulator.KindHuge, Operation: emulator.OpGet, Size: 50 << 20},
		"get:huge=3KB":                     {Kind: emulator.KindHuge, Operation: emulator.OpGet, Size: 3 << 10},
		"test:slow":                        {Kind: emulator.KindSlow, Operation: emulator.OpTest},
		"test:slow=1ms":                    {Kind: emulator.KindSlow, Operation: emulator.OpTest, Delay: time.Millisecond},
		"search:endless,times=forever":     {Kind: emulator.KindEndless, Operation: emulator.OpSearch, Times: emulator.Forever},
		"token:redirect=https://a.example": {Kind: emulator.KindRedirect, Operation: emulator.OpToken, Location: "https://a.example"},
		"workspace:503,wait=1s":            {Kind: emulator.KindStatus, Operation: emulator.OpWorkspace, Status: 503, Delay: time.Second},
	}
	for spec, want := range cases {
		got, err := emulator.ParseFault(spec)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v", spec, got, err)
		}
		if again, err := emulator.ParseFault(got.String()); err != nil || again != got {
			t.Errorf("%s was written as %s: %v", spec, got, err)
		}
	}
	for _, kind := range emulator.FaultKinds() {
		for _, option := range append(emulator.FaultOptions(), emulator.Value{}) {
			if _, err := emulator.ParseFault(strings.TrimSuffix("list:"+kind.Name+","+option.Name, ",")); err != nil {
				t.Error(err)
			}
		}
	}
	for spec, says := range map[string]string{
		"": "operation:kind", "list": "operation:kind", "lists:500": "unknown operation \"lists\"", "list:boom": "unknown kind \"boom\"",
		"list:200": "between 400 and 599", "list:hang=1": "takes no value", "list:delay=x": "such as 2s", "list:delay": "such as 2s",
		"list:huge=0": "such as 50MB", "list:huge=9999999999999MB": "such as 50MB", "list:redirect": "base URL", "get:endless": "only list and search",
		"any:endless": "only list and search", "list:500,often": "unknown option \"often\"", "list:500,nth=0": "of 1 or more",
		"list:500,times=-1": "of 1 or more", "list:500,chance=2": "up to 1", "list:500,chance=0": "up to 1", "list:500,chance=NaN": "up to 1",
		"list:500,seed=-1": "whole number", "list:500,workspace=": "takes a workspace id", "list:500,wait=0s": "such as 2s",
		"list:500,after=1": "takes no value", "list:500,html=1": "takes no value", "list:500,retry-after=1": "such as 2s",
	} {
		if _, err := emulator.ParseFault(spec); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %v", spec, err)
		}
	}
}

// TestWhenFaultsStrike writes one digit of the status for each request of a
// sequence.
func TestWhenFaultsStrike(t *testing.T) {
	cases := []struct {
		faults string
		want   string
	}{
		{"list:500", "5222222222"},
		{"list:500 list:429", "5422222222"},
		{"any:500,times=3", "5552222222"},
		{"list:500,nth=4,times=2", "2225522222"},
		{"list:500,times=forever", "5555555555"},
		{"list:500,nth=9,times=forever", "2222222255"},
		{"get:500,times=forever", "2222222222"},
		{"list:500,workspace=" + emulator.DemoChannel, "5222222222"},
		{"list:500,workspace=other", "2222222222"},
		{"list:500,chance=0.5,seed=1,times=forever", "5222522225"},
		{"list:500,chance=0.5,seed=2,times=forever", "5555522555"},
		{"list:500,chance=0.5,seed=2,times=2", "5522222222"},
	}
	for _, c := range cases {
		var faults []emulator.Fault
		for spec := range strings.FieldsSeq(c.faults) {
			f, err := emulator.ParseFault(spec)
			if err != nil {
				t.Fatal(err)
			}
			faults = append(faults, f)
		}
		h := inMemory(t, newServer(t, emulator.Demo()))
		h.login()
		for _, f := range faults {
			h.server.Fault(f)
		}
		var got strings.Builder
		for range 10 {
			fmt.Fprint(&got, h.get(hooks).status/100)
		}
		if got.String() != c.want {
			t.Errorf("%s: got %s, wanted %s", c.faults, got.String(), c.want)
		}
	}
}

func TestFaultsAsAnOption(t *testing.T) {
	h := inMemory(t, newServer(t, emulator.Demo(), emulator.WithFaults(emulator.Fault{Kind: emulator.KindStatus})))
	if got := h.askToken("a", "b", "c").status; got != 500 {
		t.Errorf("got %d", got)
	}
}
