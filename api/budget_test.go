package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"corotui/internal/mask"
)

// weighed counts what is read of bodies that are not closed yet.
type weighed struct {
	network http.RoundTripper

	mu        sync.Mutex
	now, most int64
}

func (w *weighed) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := w.network.RoundTrip(r)
	if err == nil {
		answer.Body = &weighedBody{ReadCloser: answer.Body, on: w}
	}
	return answer, err
}

type weighedBody struct {
	io.ReadCloser
	on   *weighed
	size int64
}

func (b *weighedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.size += int64(n)
	b.on.mu.Lock()
	defer b.on.mu.Unlock()
	b.on.now += int64(n)
	b.on.most = max(b.on.most, b.on.now)
	return n, err
}

func (b *weighedBody) Close() error {
	b.on.mu.Lock()
	b.on.now -= b.size
	b.on.mu.Unlock()
	return b.ReadCloser.Close()
}

// budgeted is a client with a budget of its own.
func budgeted(t *testing.T, base string, network http.RoundTripper, b *budget, more ...Option) *Client {
	t.Helper()
	client, err := New(append([]Option{
		WithBaseURL(base), WithCredentials("id", mask.NewSecret("secret")), WithHTTPTransport(network), WithRetries(0),
	}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	client.bodies = b
	return client
}

// However many requests get bodies without an end, packed ones too, what of them
// is in memory is bounded, every request ends, and all room is given back.
func TestBodiesWithoutAnEndAreBounded(t *testing.T) {
	t.Parallel()
	const free, middle, large, pool, largest = 4 << 10, 32 << 10, 512 << 10, 128 << 10, 1 << 20
	blank := bytes.Repeat([]byte(" "), 4*large)
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	if _, err := zip.Write(blank); err != nil || zip.Close() != nil {
		t.Fatal("it cannot be packed")
	}
	for name, body := range map[string][]byte{"plain": blank, "packed": packed.Bytes()} {
		pack := name == "packed"
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "token") {
					_, _ = io.WriteString(w, `{"access_token":"t","expires_in":3600}`)
					return
				}
				if pack {
					w.Header().Set("Content-Encoding", "gzip")
				}
				_, _ = io.Copy(w, bytes.NewReader(body)) // until the client has enough
			}))
			defer server.Close()
			network := &weighed{network: newTransport()}
			b := newBudget(step{free, 0}, step{middle, pool}, step{large, largest})
			client := budgeted(t, server.URL, network, b, WithTimeout(time.Minute))
			const together = 64
			var all sync.WaitGroup
			for range together {
				all.Go(func() {
					if _, err := client.Webhooks(t.Context(), "ws"); KindOf(err) != KindAnswer {
						t.Errorf("it ended with %v", err)
					}
				})
			}
			all.Wait()
			if most := network.most; most > together*free+pool+largest {
				t.Errorf("%d KiB were read together, want no more than %d", most>>10, (together*free+pool+largest)>>10)
			}
			if !b.pools[1].TryAcquire(pool) || !b.pools[2].TryAcquire(largest) {
				t.Error("not all room was given back")
			}
		})
	}
}

// The whole program has one budget, for less than what was seen to kill it.
func TestOneBudgetForAllClients(t *testing.T) {
	t.Parallel()
	var clients [2]*Client
	for i := range clients {
		client, err := New(WithCredentials("id", mask.NewSecret("secret")))
		if err != nil {
			t.Fatal(err)
		}
		clients[i] = client
	}
	if clients[0].bodies != clients[1].bodies || clients[0].bodies != bodies {
		t.Error("two clients have two budgets")
	}
	last := bodies.steps[len(bodies.steps)-1]
	if most := 64*freeBody + middlePool + largePool; most > 256<<20 || last.upTo <= maxListBody || last.upTo > last.pool {
		t.Errorf("64 requests may take %d MiB; the longest list is %d, of which %d have room", most>>20, last.upTo, last.pool)
	}
}

// The time that a request waits for room is not the server's: it does not count.
func TestWaitingForRoomIsNoTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(step{1 << 10, 0}, step{1 << 20, 1 << 20})
		network := roundTrip(func(r *http.Request) string {
			if strings.HasSuffix(r.URL.Path, "token") {
				return `{"access_token":"t","expires_in":360000}`
			}
			return "[" + strings.Repeat(" ", 4<<10) + "]"
		})
		client := budgeted(t, "https://api.example", network, b)
		if !b.pools[1].TryAcquire(1 << 20) {
			t.Fatal("the pool is taken")
		}
		time.AfterFunc(time.Hour, func() { b.pools[1].Release(1 << 20) })
		if _, err := client.Webhooks(t.Context(), "ws"); err != nil {
			t.Errorf("after an hour without room: %v", err)
		}
		// A user who leaves does not wait for it.
		if !b.pools[1].TryAcquire(1 << 20) {
			t.Fatal("the room was not given back")
		}
		ctx, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Hour, leave)
		if _, err := client.Webhooks(ctx, "ws"); !errors.Is(err, context.Canceled) {
			t.Errorf("after the user left: %v", err)
		}
	})
}

type roundTrip func(*http.Request) string

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(f(r))), Request: r}, nil
}

// A body is read as it is, in whatever pieces it comes, and up to the limit.
func TestABodyIsReadWhole(t *testing.T) {
	t.Parallel()
	whole := make([]byte, 300<<10)
	for i := range whole {
		whole[i] = byte(i * 7)
	}
	b := newBudget(step{1 << 10, 0}, step{10 << 10, 1 << 20}, step{1 << 20, 2 << 20})
	for _, size := range []int64{0, 1, 1 << 10, 1<<10 + 1, 10 << 10, 100_000, 300 << 10} {
		for _, told := range []int64{-1, size} {
			for _, limit := range []int64{size - 1, size, size + 1, 1 << 20} {
				got, held, err := b.read(t.Context(), iotestHalf{bytes.NewReader(whole[:size])}, told, max(0, limit), func() func() { return func() {} })
				if want := whole[:max(0, min(size, limit))]; err != nil || !bytes.Equal(got, want) {
					t.Errorf("%d told as %d, up to %d: %d came, %v", size, told, limit, len(got), err)
				}
				held.release()
				held.release()
			}
		}
	}
	cut := io.MultiReader(bytes.NewReader(whole[:5000]), iotestErr{})
	got, held, err := b.read(t.Context(), cut, 9000, 1<<20, func() func() { return func() {} })
	if held.release(); !errors.Is(err, io.ErrUnexpectedEOF) || len(got) != 5000 {
		t.Errorf("of a body that was cut %d came, %v", len(got), err)
	}
}

// iotestHalf reads half of what it is asked for.
type iotestHalf struct{ r io.Reader }

func (h iotestHalf) Read(p []byte) (int, error) { return h.r.Read(p[:(len(p)+1)/2]) }

type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
