//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/e2e/bench/probe"
	"corotui/internal/fleet"
	"corotui/internal/mask"
)

// What a scan is measured with: a line as it is between continents.
const (
	walkLatency     = 80 * time.Millisecond
	walkConcurrency = 32
	walkWebhooks    = 4 // per workspace
)

// walkSizes are the numbers of workspaces.
var walkSizes = []int{10, 100, 1000, 5000}

// scan is what reading all webhooks of so many workspaces took.
type scan struct {
	Workspaces, Webhooks, Failed int
	Requests                     int           // of all, those for the tree and the token included
	Tree                         time.Duration // until it was known which workspaces there are
	Took                         time.Duration // that included
	Peak                         int64         // bytes; 0: the system does not tell
}

// limit is what its requests take when every place is used all the time: no scan
// can be faster with so many requests at once.
func (w scan) limit() time.Duration {
	return walkLatency * time.Duration(w.Requests) / walkConcurrency
}

// ratio is the time of the scan beside its limit.
func (w scan) ratio() float64 { return float64(w.Took) / float64(max(1, w.limit())) }

// measureWalks scans through emulators of each size, each time in a process of
// its own, whose memory is that of the scan.
func measureWalks(folder string, sizes []int) ([]scan, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	all := make([]scan, 0, len(sizes))
	for _, size := range sizes {
		w, err := newWorld(folder, programs{}, emulator.Scale(size, walkWebhooks, 1), emulator.WithLatency(walkLatency))
		if err != nil {
			return nil, err
		}
		command := exec.Command(self, "-scan", w.url) //nolint:noctx // it ends by itself
		said, err := command.Output()
		var one scan
		if err == nil {
			err = json.Unmarshal(said, &one)
		}
		one.Requests = len(w.server.Requests())
		if err := errors.Join(err, w.close()); err != nil {
			return nil, fmt.Errorf("scan of %d workspaces: %w", size, err)
		}
		all = append(all, one)
	}
	return all, nil
}

// walkAll is the process that scans: it writes what it took to out.
func walkAll(ctx context.Context, url string, out io.Writer) error {
	client, err := api.New(api.WithBaseURL(url),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		return err
	}
	begun := time.Now()
	workspaces, err := fleet.Workspaces(api.Prefetch(ctx, walkConcurrency), client, emulator.DemoChannel)
	if err != nil {
		return err
	}
	took := scan{Workspaces: len(workspaces), Tree: time.Since(begun)}
	var kept [][]api.Webhook // as a screen keeps them
	err = fleet.Scan(ctx, client, workspaces, fleet.Options{Concurrency: walkConcurrency}, func(r fleet.Result) {
		if r.Err != nil {
			took.Failed++
			return
		}
		kept = append(kept, r.Webhooks)
		took.Webhooks += len(r.Webhooks)
	})
	if err != nil {
		return err
	}
	took.Took = time.Since(begun)
	if took.Peak, err = probe.Peak("self"); err != nil && !errors.Is(err, probe.ErrNoPeak) {
		return err
	}
	if len(kept)+took.Failed != len(workspaces) {
		return fmt.Errorf("%s of %d workspaces were read", strconv.Itoa(len(kept)), len(workspaces))
	}
	return json.NewEncoder(out).Encode(took)
}
