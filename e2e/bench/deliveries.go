//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"corotui/e2e/bench/probe"
	"corotui/internal/delivery"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// How deliveries are sent to a listener.
const (
	manyDeliveries = 20_000
	senders        = 16  // connections
	underWay       = 200 // deliveries that are sent and not yet shown as forwarded, at most
)

// received is what it took a listener to verify, show, and forward deliveries.
type received struct {
	count, forwarded int
	took, processor  time.Duration
	peak             int64 // bytes; 0: the system does not tell
}

// rate is how many came through in a second.
func (r received) rate() float64 {
	if r.took == 0 {
		return 0
	}
	return float64(r.count) / r.took.Seconds()
}

// measureDeliveries has corotui listen receive so many deliveries over loopback, forward
// each to a server there, and print each as a line of JSON once it is forwarded.
func measureDeliveries(w *world, count int) (r received, err error) {
	var forwarded atomic.Int64
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { forwarded.Add(1) }))
	defer target.Close()
	home, err := w.home()
	if err != nil {
		return r, err
	}
	as, secret := w.run(home), mask.NewSecret("a-secret-of-the-benchmark")
	//nolint:gosec,noctx // the program that is measured
	command := exec.Command(as.Path, "listen", "--secret-stdin", "--addr", "127.0.0.1:0", "--forward-to", target.URL, "--format", "json")
	command.Dir, command.Env, command.Stdin = as.Dir, as.Env, strings.NewReader(secret.Reveal())
	stdout, err := command.StdoutPipe()
	if err != nil {
		return r, fmt.Errorf("%s: %w", command, err)
	}
	stderr, err := command.StderrPipe()
	if err != nil {
		return r, fmt.Errorf("%s: %w", command, err)
	}
	if err := command.Start(); err != nil {
		return r, fmt.Errorf("%s: %w", command, err)
	}
	defer func() {
		err = errors.Join(err, command.Process.Signal(os.Interrupt))
		if ended := command.Wait(); ended == nil {
			r.processor = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
		} else {
			err = errors.Join(err, ended)
		}
	}()
	said := bufio.NewReader(stderr)
	line, err := said.ReadString('\n')
	url, listens := strings.CutPrefix(strings.TrimSpace(line), "Listening on ")
	if err != nil || !listens {
		return r, fmt.Errorf("%s does not listen: %s, %w", command, line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	begun := time.Now()
	if err := sendAll(url, secret, count, stdout); err != nil {
		return r, err
	}
	r.count, r.took = count, time.Since(begun)
	r.forwarded = int(forwarded.Load())
	r.peak, _ = probe.Peak(strconv.Itoa(command.Process.Pid)) // not everywhere
	return r, nil
}

// sendAll posts deliveries and waits until as many lines were printed, of which each has to
// tell that the delivery was genuine and forwarded.
func sendAll(url string, secret mask.Secret, count int, printed io.Reader) error {
	places, jobs := make(chan struct{}, underWay), make(chan int)
	failed := make(chan error, senders+1)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for n := range jobs {
				if err := sendOne(client, url, secret, n); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	shown := make(chan error, 1)
	go func() { shown <- countLines(printed, count, places) }()
	for n := range count {
		select {
		case places <- struct{}{}:
		case err := <-failed:
			return err
		case err := <-shown:
			return err
		}
		select {
		case jobs <- n:
		case err := <-failed:
			return err
		}
	}
	close(jobs)
	all.Wait()
	select {
	case err := <-failed:
		return err
	case err := <-shown:
		return err
	}
}

// countLines reads so many lines, and gives a place free for each.
func countLines(printed io.Reader, count int, places <-chan struct{}) error {
	lines := bufio.NewScanner(printed)
	for range count {
		if !lines.Scan() {
			return fmt.Errorf("listen prints nothing more: %w", lines.Err())
		}
		if line := lines.Bytes(); !bytes.Contains(line, []byte(`"valid":true`)) || !bytes.Contains(line, []byte(`"forwardStatus":200`)) {
			return fmt.Errorf("listen printed %s", line)
		}
		<-places
	}
	return nil
}

// sendOne posts one delivery.
func sendOne(client *http.Client, url string, secret mask.Secret, n int) error {
	id := fmt.Sprintf("evt-%d", n)
	body := fmt.Appendf(nil, `{"id":%q,"timestamp":"%d","workspaceId":"acmecorpcom_AB12_x","type":"workspace-created","data":{"companyName":"Acme","displayName":"Acme",`+
		`"domain":"acme.example","type":"child","maxProtectedUsers":"25","notificationLevel":"all","parentWorkspaceId":"acmechannel_AB12_c"}}`, id, time.Now().UnixMilli())
	request, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body)) //nolint:noctx // loopback answers at once
	if err != nil {
		return fmt.Errorf("send a delivery: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(delivery.HeaderID, id)
	request.Header.Set(delivery.HeaderType, "workspace-created")
	request.Header.Set(delivery.HeaderSignature, delivery.DefaultForm().Sign(secret, id, body))
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("send a delivery: %w", err)
	}
	_ = answer.Body.Close() // it has none
	if answer.StatusCode != http.StatusNoContent {
		return fmt.Errorf("a delivery is answered %d", answer.StatusCode)
	}
	return nil
}

// goals are those of the listener.
func (r received) goals() []goal {
	if r.count == 0 {
		return nil
	}
	return []goal{
		{"deliveries a second that listen verifies, shows, and forwards", "at least 2,000", text.Count(int(r.rate())), r.rate() >= 2000, false},
		{"deliveries of these that were not forwarded", "0", text.Count(r.count - r.forwarded), r.count == r.forwarded, true},
		{"peak memory of that", "60 MiB", fmt.Sprintf("%.1f MiB", mebibytes(r.peak)), r.peak > 0 && mebibytes(r.peak) <= 60, false},
	}
}

// write says what a listener took.
func (r received) write(b *strings.Builder) {
	if r.count == 0 {
		return
	}
	fmt.Fprintf(b, "\n`corotui listen --forward-to` on loopback, over %d connections: each delivery is verified, forwarded, and then printed as JSON.\n"+
		"Who sends and who is forwarded to run on the same machine.\n\n| deliveries | a second | processor for each | peak memory |\n|---|---|---|---|\n"+
		"| %s | %s | %.2f ms | %.1f MiB |\n", senders, text.Count(r.count), text.Count(int(r.rate())), milliseconds(r.processor)/float64(r.count), mebibytes(r.peak))
}
