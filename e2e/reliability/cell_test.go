package reliability_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
)

// stands is the clock of these tests. What is late is waited for in real time.
func stands() time.Time { return time.Date(2026, 11, 23, 14, 2, 0, 0, time.UTC) }

// patience is that of the writer, before a second look.
const patience = 10 * time.Millisecond

// impatience is what a client waits for a late answer. The other answers that the
// same client waits for must come within it, also on a busy machine.
func impatience() time.Duration {
	if underRaceDetector {
		return 4 * time.Second
	}
	return 2 * time.Second
}

// cell is one field of the matrix: a chore that meets a mishap, on a server of
// its own over HTTP.
type cell struct {
	chore
	strike *strike
	server *emulator.Server
	client *api.Client
	writer *change.Writer
	log    *history.Log
	seen   map[api.WebhookID]api.Webhook // by the user, before
	before map[api.WebhookID]string      // held by the server, before
	faults []string                      // what is wrong, for the test
	word   string                        // what came out
	told   []string                      // the sentences that the user reads
}

func (c *cell) wrongf(format string, values ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, values...))
}

// play lets a chore meet a mishap, and looks at what came of it. elsewhere is
// the base URL of a host that must never be asked.
func play(ctx context.Context, what chore, m mishap, lasts span, elsewhere string) *cell {
	if m.fault.Kind == emulator.KindRedirect {
		m.fault.Location = elsewhere
	}
	network := &http.Transport{MaxIdleConnsPerHost: 8}
	defer network.CloseIdleConnections()
	c := &cell{chore: what, server: emulator.New(tenants(), emulator.WithClock(stands)), log: history.InMemory()}
	c.strike = &strike{mishap: m, span: lasts, operation: what.strikes, together: what.items, server: c.server, network: network}
	listener := httptest.NewServer(c.strike)
	defer listener.Close()
	defer c.server.Close()
	if err := c.prepare(ctx, listener.URL); err != nil {
		c.wrongf("before the mishap: %v", err)
		return c
	}
	c.strike.arm()
	endings := c.do(ctx, c)
	c.server.ClearFaults()
	c.judge(ctx, endings)
	return c
}

// prepare has the user look at the webhooks, with another program: this one has
// a token and nothing else when it begins, and not even that where the token's
// request is to be struck.
func (c *cell) prepare(ctx context.Context, url string) error {
	look, err := c.connect(url, http.DefaultTransport)
	if err != nil {
		return err
	}
	listed, err := look.Webhooks(ctx, channel)
	if err != nil {
		return err
	}
	c.seen = map[api.WebhookID]api.Webhook{}
	for _, w := range listed {
		c.seen[w.ID] = w
	}
	if c.before, err = documents(c.server); err != nil {
		return err
	}
	if c.client, err = c.connect(url, c.strike); err != nil {
		return err
	}
	if c.strikes != emulator.OpToken {
		if err := c.client.Authenticate(ctx); err != nil {
			return err
		}
	}
	c.server.ResetRequests()
	recorder := c.log.By(history.Who{User: "tech1", Host: c.client.Host()})
	c.writer = change.NewWriter(c.client, change.WithPatience(patience), change.WithRecorder(recorder), change.WithClock(stands))
	return nil
}

func (c *cell) connect(url string, network http.RoundTripper) (*api.Client, error) {
	options := []api.Option{
		api.WithBaseURL(url), api.WithHTTPTransport(network), api.WithClock(stands),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)),
	}
	// Where it is not about time, a busy machine must not make it so: after one
	// timeout nothing is asked again.
	timeout := time.Minute
	if c.strike.late {
		timeout = impatience()
	}
	return api.New(append(options, api.WithTimeout(timeout))...)
}

// judge says in a word what came out, and looks whether the program, the server
// and the history agree.
func (c *cell) judge(ctx context.Context, endings []ending) {
	after, err := documents(c.server)
	if err != nil {
		c.wrongf("%v", err)
		return
	}
	words := make([]string, 0, len(endings))
	for _, e := range endings {
		words = append(words, c.wordFor(e))
		c.speaks(e)
		if c.writes == "" {
			continue
		}
		c.agrees(e, after)
	}
	c.word = together(words)
	c.keeps(endings, after)
	c.remembers(ctx, endings)
	c.counts(endings)
}

// together puts the words of several items into one.
func together(words []string) string {
	counts := map[string]int{}
	var different []string
	for _, word := range words {
		if counts[word]++; counts[word] == 1 {
			different = append(different, word)
		}
	}
	if len(different) == 1 {
		return different[0]
	}
	slices.Sort(different)
	for i, word := range different {
		different[i] = fmt.Sprintf("%d %s", counts[word], strings.ReplaceAll(word, ", ", " "))
	}
	return strings.Join(different, "; ")
}

// wordFor is the short word for how an item ended.
func (c *cell) wordFor(e ending) string {
	failure := e.outcome.Err
	switch e.outcome.Kind {
	case change.Done:
		return c.wordForDone(e)
	case change.Gone:
		return "taken for deleted, says so"
	case change.Unknown:
		return "not known, says so"
	case change.Failed:
		switch {
		case c.writes != "" && api.IsUnclear(failure):
			return "settled: not done"
		case slices.Contains(refusals, api.KindOf(failure)):
			return "refused, says so"
		}
		return "failed, says so"
	default:
		c.wrongf("an outcome that no mishap explains: %s", e.outcome.Kind)
		return e.outcome.Kind.String()
	}
}

// refusals are the errors of a server that understood and would not.
var refusals = []api.Kind{api.KindAuth, api.KindForbidden, api.KindNotFound, api.KindConflict, api.KindRateLimit, api.KindInvalid}

func (c *cell) wordForDone(e ending) string {
	word := "done"
	switch {
	case e.shown != 0 && e.shown != http.StatusOK:
		word = fmt.Sprintf("shown: %d", e.shown)
	case e.less:
		word = "done, by ids alone"
	case c.strikes == c.writes && c.lookedBack(e.webhook):
		word = "settled: done"
	}
	switch again := c.attempts(e.webhook) - 1; {
	case again < 1:
		return word
	case c.strike.fault.Status == http.StatusUnauthorized:
		return word + ", with a new token"
	case again == 1:
		return word + ", after 1 retry"
	default:
		return fmt.Sprintf("%s, after %d retries", word, again)
	}
}

// attempts counts how often the struck operation was tried for a webhook.
func (c *cell) attempts(id api.WebhookID) int {
	tried := 0
	for _, r := range c.server.Requests() {
		if r.Operation == c.strikes && concerns(r.Path, id) {
			tried++
		}
	}
	return tried + c.strike.refusedOf(id)
}

// lookedBack reports whether a webhook, or the list, was read after the last
// write.
func (c *cell) lookedBack(id api.WebhookID) bool {
	looked := false
	for _, r := range c.server.Requests() {
		switch {
		case r.Operation == c.writes && concerns(r.Path, id):
			looked = false
		case r.Operation == emulator.OpList || r.Operation == emulator.OpGet && (id == "" || concerns(r.Path, id)):
			looked = true
		}
	}
	return looked
}

// concerns reports whether a request to a path is about a webhook, as far as it
// names one.
func concerns(path string, id api.WebhookID) bool {
	return !strings.Contains(path, "/webhooks/") || strings.HasSuffix(strings.TrimSuffix(path, "/test"), string(id))
}
