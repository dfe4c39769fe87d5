package fleet_test

import (
	"net/http"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/fleet"
	"corotui/internal/mask"
)

// scaled is a client of an emulator in the same process. Its latency passes in
// the bubble's time.
func scaled(tb testing.TB, workspaces, webhooks int, options ...emulator.Option) *api.Client {
	tb.Helper()
	server := emulator.New(emulator.Scale(workspaces, webhooks, 1), append(options, emulator.WithLog(0))...)
	tb.Cleanup(server.Close)
	client, err := api.New(api.WithBaseURL("https://scale.example"), api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

// TestFaultsLoseAndDoubleNothing scans while 2 of a hundred answers are a 429
// and 1 is a 500.
func TestFaultsLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n, each = 300, 4
		client := scaled(t, n, each, emulator.WithLatency(80*time.Millisecond), emulator.WithFaults(
			emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusTooManyRequests, Operation: emulator.OpList, Chance: 0.02, Times: emulator.Forever, Seed: 1},
			emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusInternalServerError, Operation: emulator.OpList, Chance: 0.01, Times: emulator.Forever, Seed: 2},
		))
		scanner := &fleet.Scanner{Reader: client, Channel: emulator.DemoChannel, Options: fleet.Options{Concurrency: 32}}
		seen := make(map[api.WebhookID]int)
		if err := scanner.Scan(t.Context(), fleet.All, func(r fleet.Result) {
			if r.Err != nil {
				t.Errorf("%s: %v", r.Workspace.ID, r.Err)
			}
			for _, webhook := range r.Webhooks {
				seen[webhook.ID]++
			}
		}); err != nil {
			t.Fatal(err)
		}
		if len(seen) != n*each {
			t.Errorf("%d webhooks came, want %d", len(seen), n*each)
		}
		for id, times := range seen {
			if times != 1 {
				t.Errorf("%s came %d times", id, times)
			}
		}
	})
}

// BenchmarkScan scans 5,000 workspaces with 20,000 webhooks at a latency of
// 80 ms, 32 at a time, and reports how many times the best possible that took,
// and what the scanner then holds.
func BenchmarkScan(b *testing.B) {
	const n, latency, most = 5000, 80 * time.Millisecond, 32
	client := scaled(b, n, 4, emulator.WithLatency(latency))
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		scanner := &fleet.Scanner{Reader: client, Channel: emulator.DemoChannel, Options: fleet.Options{Concurrency: most}}
		all, err := fleet.Workspaces(b.Context(), client, emulator.DemoChannel)
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if err := fleet.Scan(b.Context(), client, all, scanner.Options, func(fleet.Result) {}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began))/float64(n*latency/most), "x-best")
		if err := scanner.Scan(b.Context(), fleet.All, func(fleet.Result) {}); err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-held")
		if got := scanner.Progress().Webhooks; got != n*4 {
			b.Fatalf("%d webhooks came", got)
		}
	}
}
