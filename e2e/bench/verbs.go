//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"corotui/api/emulator"
	"corotui/e2e/bench/probe"
	"corotui/internal/text"
)

// verbs are what commands cost that scripts run.
type verbs struct {
	list, curl spent // "webhooks list --json", and curl with the same requests; none: not measured
	requests   int   // of each
	fleet      fleetVerb
}

// verbWorkspaces are those that a fleet verb is run over.
const verbWorkspaces = 1000

// spent is what runs of a program took.
type spent struct{ took, processor []time.Duration }

// run adds a run of a program.
func (s *spent) run(c *exec.Cmd) error {
	begun := time.Now()
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", c, err, said)
	}
	s.took = append(s.took, time.Since(begun))
	s.processor = append(s.processor, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
	return nil
}

// fleetVerb is a change of some webhooks of many workspaces.
type fleetVerb struct {
	workspaces, changed int
	requests            int           // beyond those of the scan
	scan                time.Duration // "fleet list" with the same selection
	took                time.Duration
	peak                int64 // bytes; 0: the system does not tell
}

// limit is what no run with so many requests at once can be faster than, after the scan.
func (f fleetVerb) limit() time.Duration {
	return f.scan + walkLatency*time.Duration(f.requests)/walkConcurrency
}

func (f fleetVerb) ratio() float64 { return beside(f.took, f.limit()) }

// measureVerbs lists the webhooks of a workspace, in turn with curl where it is installed,
// and enables the disabled ones of so many workspaces.
func measureVerbs(w *world, times, workspaces int) (v verbs, err error) {
	home, err := w.home()
	if err != nil {
		return v, err
	}
	list := func() *exec.Cmd {
		as := w.run(home)
		command := exec.Command(as.Path, "webhooks", "list", "--json") //nolint:gosec,noctx // the program that is measured
		command.Dir, command.Env = as.Dir, as.Env
		return command
	}
	w.server.ResetRequests()
	if err := new(spent).run(list()); err != nil { // asks for the token
		return v, err
	}
	token, err := w.token(w.server.Requests())
	if err != nil {
		return v, err
	}
	w.server.ResetRequests()
	if err := new(spent).run(list()); err != nil {
		return v, err
	}
	same := curlArguments(w.url, token, w.server.Requests())
	v.requests = len(w.server.Requests())
	curl, err := exec.LookPath("curl")
	for range times {
		if err != nil {
			break
		}
		if err := v.list.run(list()); err != nil {
			return v, err
		}
		if err := v.curl.run(exec.Command(curl, same...)); err != nil { //nolint:noctx // what it is compared with
			return v, err
		}
	}
	v.fleet, err = measureFleetVerb(w.folder, w.programs, workspaces)
	return v, err
}

// token asks for an access token in the way that corotui did.
func (w *world) token(requests []emulator.Request) (string, error) {
	at := slices.IndexFunc(requests, func(r emulator.Request) bool { return r.Operation == emulator.OpToken })
	if at < 0 {
		return "", errors.New("corotui asked for no token")
	}
	//nolint:noctx // loopback answers at once
	answer, err := http.Post(w.url+requests[at].Path, requests[at].Header.Get("Content-Type"), bytes.NewReader(requests[at].Body))
	if err != nil {
		return "", fmt.Errorf("ask for a token: %w", err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	var given struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&given); err != nil {
		return "", fmt.Errorf("ask for a token: %w", err)
	}
	return given.Token, nil
}

// curlArguments have curl send the same requests, one after the other.
func curlArguments(url, token string, requests []emulator.Request) []string {
	var arguments []string
	for i, r := range requests {
		if i > 0 {
			arguments = append(arguments, "--next")
		}
		address := url + r.Path
		if r.Query != "" {
			address += "?" + r.Query
		}
		arguments = append(arguments, "--silent", "--fail", "--request", r.Method, "--header", "Authorization: Bearer "+token)
		for name := range r.Header {
			if name != "Content-Length" && name != "Authorization" {
				arguments = append(arguments, "--header", name+": "+r.Header.Get(name))
			}
		}
		if len(r.Body) > 0 {
			arguments = append(arguments, "--data-binary", string(r.Body))
		}
		arguments = append(arguments, address)
	}
	return arguments
}

// measureFleetVerb enables what is disabled, with the line and the concurrency of the scans.
func measureFleetVerb(folder string, p programs, workspaces int) (f fleetVerb, err error) {
	var requests atomic.Int32 // more than the emulator remembers
	count := emulator.WithObserver(func(emulator.Request) { requests.Add(1) })
	w, err := newWorld(folder, p, emulator.Scale(workspaces, walkWebhooks, 1), emulator.WithLatency(walkLatency), count)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	home, err := w.home()
	if err != nil {
		return f, err
	}
	selected := []string{"--status", "disabled", "--quiet", "--format", "name", "--concurrency", strconv.Itoa(walkConcurrency)}
	scan := w.command(home, append([]string{"fleet", "list"}, selected...)...)
	begun := time.Now()
	if said, err := scan.CombinedOutput(); err != nil {
		return f, fmt.Errorf("%s: %w\n%s", scan, err, said)
	}
	f.scan, f.workspaces = time.Since(begun), workspaces
	scanned := int(requests.Swap(0))
	ran, err := watched(w.command(home, append([]string{"fleet", "enable", "--yes"}, selected...)...))
	if err != nil {
		return f, err
	}
	f.took, f.peak = ran.took, ran.peak
	f.changed, f.requests = strings.Count(ran.stdout, "\n"), int(requests.Load())-scanned
	return f, nil
}

// command is a run of a command in a home.
func (w *world) command(home string, args ...string) *exec.Cmd {
	as := w.run(home)
	command := exec.Command(as.Path, args...) //nolint:gosec,noctx // the program that is measured
	command.Dir, command.Env = as.Dir, as.Env
	return command
}

// ran is what a run of a command took, and what it said.
type ran struct {
	took   time.Duration
	peak   int64 // bytes; 0: the system does not tell
	stdout string
}

// watched runs a command and looks at its memory meanwhile.
func watched(command *exec.Cmd) (r ran, err error) {
	var stdout, stderr strings.Builder
	command.Stdout, command.Stderr = &stdout, &stderr
	begun := time.Now()
	if err := command.Start(); err != nil {
		return r, fmt.Errorf("%s: %w", command, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for over := false; !over; {
		if peak, err := probe.Peak(strconv.Itoa(command.Process.Pid)); err == nil {
			r.peak = max(r.peak, peak)
		}
		select {
		case err = <-ended:
			over = true
		case <-time.After(between):
		}
	}
	if err != nil {
		return r, fmt.Errorf("%s: %w\n%s", command, err, stderr.String())
	}
	r.took, r.stdout = time.Since(begun), stdout.String()
	return r, nil
}

// writeVerbs says what commands cost that scripts run.
func (r results) writeVerbs(b *strings.Builder) {
	v := r.verbs
	if v.fleet.workspaces == 0 {
		return
	}
	fmt.Fprintf(b, "\n## Commands\n\n`corotui webhooks list --json` with a token that is kept, in turn with curl that sends the same %d requests:\n\n"+
		"| | time | p95 | processor |\n|---|---|---|---|\n", v.requests)
	for _, row := range []struct {
		name string
		spent
	}{{"corotui", v.list}, {"curl", v.curl}} {
		fmt.Fprintf(b, "| %s | %.1f ms | %.1f ms | %.1f ms |\n", row.name, milliseconds(median(row.took)), milliseconds(p95(row.took)), milliseconds(median(row.processor)))
	}
	f := v.fleet
	fmt.Fprintf(b, "\n`corotui fleet enable --status disabled` over %s workspaces, with the line of the scans, after `corotui fleet list` with the\n"+
		"same selection: it scans, and then reads and writes each of the %s disabled webhooks. The limit is that scan, and these requests at the\n"+
		"line's speed.\n\n| requests after the scan | scan | time | limit | beside the limit | peak memory |\n|---|---|---|---|---|---|\n"+
		"| %s | %.2f s | %.2f s | %.2f s | %.2f x | %.1f MiB |\n", text.Count(f.workspaces), text.Count(f.changed), text.Count(f.requests),
		f.scan.Seconds(), f.took.Seconds(), f.limit().Seconds(), f.ratio(), mebibytes(f.peak))
}
