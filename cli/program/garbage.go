package program

import (
	"runtime/debug"
	"time"

	"corotui/config"
)

// How much the heap may grow between two collections of garbage, in percent of
// what is in use. Until the first frame is drawn none is worth its time, which
// is a millisecond of the twenty; after that, half is enough: with 20,000
// webhooks that makes a third less memory, and no key is later for it
// (docs/performance.md).
const (
	growthAtStart = 400
	growthLater   = 50
	growthUsual   = 100 // Go's own
	startTakes    = 100 * time.Millisecond
)

// TendGarbage sets how often garbage is collected while the terminal program
// runs, unless GOGC says it.
func TendGarbage(env config.Env) (stop func()) { return tend(env, growthLater) }

// TendGarbageOfCommand does so for a command, of which most have ended before any is
// worth its time.
func TendGarbageOfCommand(env config.Env) (stop func()) { return tend(env, growthUsual) }

func tend(env config.Env, growth int) (stop func()) {
	if env.Get("GOGC") != "" {
		return func() {}
	}
	was := debug.SetGCPercent(growthAtStart)
	later := time.AfterFunc(startTakes, func() { debug.SetGCPercent(growth) })
	return func() {
		later.Stop()
		debug.SetGCPercent(was)
	}
}
