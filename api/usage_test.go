package api_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
)

func TestUsageInEveryVariant(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{
		"usage=object", "usage=array", "usage=envelope", "usage=string", "usage=403", "usage=404", "usage=405", "usage=501", "usage=404,errors=html",
	} {
		t.Run(spec, func(t *testing.T) {
			t.Parallel()
			_, client := serve(t, parse(t, spec))
			u, err := client.Usage(t.Context(), emulator.DemoChannel)
			if _, word, _ := strings.Cut(strings.Split(spec, ",")[0], "="); absent[word] > 0 {
				checkNotProvided(t, err, absent[word])
				return
			}
			if err != nil || u.Users != 40 || u.Devices != 50 || u.Workspace != emulator.DemoChannel || len(u.Fields) != 5 {
				t.Errorf("got %+v, %v", u, err)
			}
		})
	}
}

func TestUsageIsReadInWhateverForm(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"protectedUsersCount":"7","protected_devices":{"total":9}}`:                 "7 9",
		`{"usage":[{"workspaceId":"other","users":1},{"workspaceId":"w","users":2}]}`: "2 -1",
		`{"modules":{"a":{"protectedUsers":3}},"protectedDevices":-4}`:                "3 -1",
		`{"users":["a","b"],"devices":"many"}`:                                        "-1 -1",
		`[{"workspaceId":"other","users":1}]`:                                         "-1 -1",
		`[{"users":1},{"users":2}]`:                                                   "-1 -1",
		`{"users":{"count":{"count":{"count":1}}}}`:                                   "-1 -1",
		`[1,null,"x"]`: "-1 -1",
		``:             "-1 -1",
		`{"users":` + strings.Repeat(`{"count":`, 5000) + `1` + strings.Repeat(`}`, 5000) + `}`: "-1 -1",
	} {
		client := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		u, err := client.Usage(t.Context(), "w")
		if got := fmt.Sprintf("%d %d", u.Users, u.Devices); err != nil || got != want {
			t.Errorf("%.80s: got %s, %v", body, got, err)
		}
	}
	for _, body := range []string{"<html>", "{", "7", `"x"`} {
		client := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if u, err := client.Usage(t.Context(), "w"); api.KindOf(err) != api.KindAnswer || u.Users != -1 {
			t.Errorf("%s: got %+v, %v", body, u, err)
		}
	}
}

func TestWhenAWorkspaceWasCreated(t *testing.T) {
	t.Parallel()
	for spec, told := range map[string]bool{"": true, "creation-times=string": true, "creation-times=absent": false} {
		_, client := serve(t, parse(t, spec))
		w, err := client.Workspace(t.Context(), emulator.DemoChannel)
		if want := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); err != nil || w.Created.Equal(want) != told || w.Created.IsZero() == told {
			t.Errorf("%s: created %v, %v", spec, w.Created, err)
		}
		all, err := client.Workspaces(t.Context(), emulator.DemoChannel)
		if err != nil || all[3].Created.IsZero() == told {
			t.Errorf("%s: created %v, %v", spec, all[3].Created, err)
		}
	}
	for value, zero := range map[string]bool{`1700000000000`: false, `"1700000000000"`: false, `null`: true, `0`: true, `""`: true, `"soon"`: true, `{}`: true, `-5`: true} {
		client := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"id":"w","workspaceCreationTime":`+value+`}`)
		})
		if w, err := client.Workspace(t.Context(), "w"); err != nil || w.Created.IsZero() != zero {
			t.Errorf("%s: created %v, %v", value, w.Created, err)
		}
	}
}
