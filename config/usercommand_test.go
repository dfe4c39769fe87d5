package config_test

import (
	"reflect"
	"testing"

	"corotui/config"
)

func TestCommandsOfTheUser(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "commands:\n  - {key: ctrl+t, name: ticket, run: [new-ticket, --json]}\n  - {key: f5, name: show, run: jq, output: page, secrets: true}\n")
	got := w.mustLoad(t).Commands
	for i := range got {
		got[i].Source = ""
	}
	want := []config.UserCommand{
		{Key: "ctrl+t", Name: "ticket", Run: []string{"new-ticket", "--json"}, Output: config.OutputStatus},
		{Key: "f5", Name: "show", Run: []string{"jq"}, Output: config.OutputPage, Secrets: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
