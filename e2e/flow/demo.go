package flow

import (
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/missed"
	"corotui/internal/state"
	"corotui/ui"
	"corotui/ui/keys"
	"corotui/ui/work"
)

// Remembering returns the emulator's client with a memory of since when webhooks are
// disabled, as the command line puts it together.
func Remembering(client *api.Client, gaps *state.Gaps) account.Remembering {
	return account.Remembering{Client: client, Gaps: gaps, Of: state.Account{Host: client.Host(), Client: "demo"}}
}

// Demo returns the whole program on the channel of the emulator's demo, with a
// history in memory, the way the command line puts it together. client is one
// of that emulator; clock is the program's.
// Each of changes is made to its options first.
func Demo(tb testing.TB, client *api.Client, clock func() time.Time, changes ...func(*ui.Options)) ui.Model {
	tb.Helper()
	log := history.InMemory()
	who := history.Who{User: "tech1", Profile: "demo", Client: emulator.DemoClientID, Host: client.Host()}
	service := Remembering(client, state.NewGaps(nil, clock, nil))
	writer := change.NewWriter(service, change.WithClock(clock), change.WithRecorder(service.Recording(log.By(who))))
	options := ui.Options{
		Runner: func() bulk.Runner { return bulk.Runner{Server: service, Writer: writer, Log: log, Who: who} },
		Missed: func(account.Member) work.Missing {
			return work.Missing{
				Finder: missed.Finder{Server: service, Memory: service, Log: log, Who: who},
				Outbox: missed.Outbox{Log: log, Who: who, Now: clock},
			}
		},
		Context: tb.Context(), Service: service, History: log, Keys: keys.Default(), Now: clock,
		Writer: writer,
		Where: func() account.Where {
			return account.Where{Profile: "demo", Region: "us", Host: client.Host(), BaseURL: client.BaseURL()}
		},
		Workspace: emulator.DemoChannel,
	}
	for _, change := range changes {
		change(&options)
	}
	return ui.New(options)
}
