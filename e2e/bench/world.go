//go:build unix

package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"corotui/api/emulator"
	"corotui/e2e/bench/probe"
)

// world is an emulator of the API on loopback, with folders for the programs
// that work with it.
type world struct {
	server   *emulator.Server
	http     *http.Server
	url      string
	folder   string
	programs programs
	homes    int
}

// programs are what was built, by their paths.
type programs struct{ corotui, bare string }

// build builds both programs, as they are released or as the tests do, which
// takes less time. How corotui is released, only the Makefile knows.
func build(folder string, release bool) (programs, error) {
	const compile = "build" // is what both Go and the Makefile call it
	p := programs{corotui: filepath.Join(folder, "corotui"), bare: filepath.Join(folder, "bare")}
	commands := [][]string{
		{"go", compile, "-o", p.corotui, "corotui"},
		{"go", compile, "-o", p.bare, "corotui/e2e/bench/bare"},
	}
	if release {
		module, err := said("go", "list", "-m", "-f", "{{.Dir}}")
		if err != nil {
			return programs{}, err
		}
		commands = [][]string{
			{"make", "-s", "-C", module, compile, "OUT=" + p.corotui},
			{"env", "CGO_ENABLED=0", "go", compile, "-trimpath", "-ldflags=-s -w", "-o", p.bare, "corotui/e2e/bench/bare"},
		}
	}
	for _, command := range commands {
		if _, err := said(command...); err != nil {
			return programs{}, err
		}
	}
	return p, nil
}

// said runs a command and returns what it said.
func said(command ...string) (string, error) {
	c := exec.Command(command[0], command[1:]...) //nolint:gosec,noctx // the build's own, which end by themselves
	output, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", c, err, output)
	}
	return strings.TrimSpace(string(output)), nil
}

// newWorld serves the data.
func newWorld(folder string, p programs, data emulator.Seed, options ...emulator.Option) (*world, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // loopback answers at once
	if err != nil {
		return nil, fmt.Errorf("serve the emulator: %w", err)
	}
	w := &world{
		server: emulator.New(data, options...), url: "http://" + listener.Addr().String(), folder: folder, programs: p,
	}
	w.http = &http.Server{Handler: w.server, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = w.http.Serve(listener) }() // ends with close
	return w, nil
}

func (w *world) close() error {
	w.server.Close()
	if err := w.http.Close(); err != nil {
		return fmt.Errorf("end the emulator: %w", err)
	}
	return nil
}

// home makes folders in which corotui was never started.
func (w *world) home() (string, error) {
	w.homes++
	home := filepath.Join(w.folder, "home"+strconv.Itoa(w.homes)+"-"+filepath.Base(w.url))
	if err := os.MkdirAll(home, 0o700); err != nil {
		return "", fmt.Errorf("make a home: %w", err)
	}
	return home, nil
}

// utf8 is the locale of everything that is measured.
const utf8 = "LANG=C.UTF-8"

func (w *world) run(home string) probe.Command {
	return probe.Command{Path: w.programs.corotui, Dir: home, Env: []string{
		"HOME=" + home, "PATH=/usr/bin:/bin", utf8,
		"XDG_CONFIG_HOME=" + home + "/config", "XDG_STATE_HOME=" + home + "/state",
		"XDG_CACHE_HOME=" + home + "/cache", "XDG_RUNTIME_DIR=" + home + "/run",
		"COROTUI_API_URL=" + w.url, "COROTUI_CLIENT_ID=" + emulator.DemoClientID,
		"COROTUI_CLIENT_SECRET=" + emulator.DemoClientSecret, "COROTUI_WORKSPACE=" + emulator.DemoChannel,
	}}
}

// What corotui's screen shows.
const (
	cursorSign = "▌"       // beside the first row, so there are rows
	freshWord  = "· fresh" // an empty list offers to refresh
)

// cold is corotui on a machine where it never ran.
func (w *world) cold() subject {
	return subject{name: "corotui, cold", usable: cursorSign, settled: freshWord, command: func() (probe.Command, error) {
		home, err := w.home()
		return w.run(home), err
	}}
}

// warm is corotui where it ran before: once, now, and not measured.
func (w *world) warm() (subject, error) {
	home, err := w.home()
	if err != nil {
		return subject{}, err
	}
	s := subject{
		name: "corotui", usable: cursorSign, settled: freshWord,
		command: func() (probe.Command, error) { return w.run(home), nil },
		filter:  []string{"/", "b", "i", "l", "l", "\x7f", "\x7f", "\x7f", "\x7f", "1", "9", "9", "\x7f", "\x7f", "\x7f", "z", "z", "z"},
	}
	session, _, err := s.open()
	if err != nil {
		return subject{}, err
	}
	// Leaving in order gives it the time to keep what it keeps.
	if _, err := session.Press("q", 10*quiet, longest); err != nil {
		return subject{}, errors.Join(err, session.End())
	}
	return s, session.End()
}

// requests returns how many requests a start takes until the list is fresh.
func (w *world) requests(s subject) (int, error) {
	w.server.ResetRequests()
	command, err := s.command()
	if err != nil {
		return 0, err
	}
	command.Width, command.Height = width, height
	session, err := probe.Start(command)
	if err != nil {
		return 0, err
	}
	_, err = session.WaitFor(freshWord)
	count := 0
	for _, r := range w.server.Requests() {
		count++
		if r.Operation == emulator.OpList {
			break // what was asked after the list was not waited for
		}
	}
	return count, errors.Join(err, session.End())
}

// bare is the yardstick with so many rows, at so many frames a second.
func bare(p programs, fps, rows int) subject {
	return subject{name: fmt.Sprintf("bare program, %d frames a second", fps), usable: cursorSign,
		command: func() (probe.Command, error) {
			return probe.Command{
				Path: p.bare, Env: []string{utf8}, Args: []string{"-fps", strconv.Itoa(fps), "-rows", strconv.Itoa(rows)},
			}, nil
		}}
}
