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

// here and there are a client's and its server's clock: an hour apart.
var (
	here  = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	there = here.Add(time.Hour)
)

func TestRetryAfterInEveryForm(t *testing.T) {
	t.Parallel()
	never := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	day := "2006-01-02 15:04"
	for value, want := range map[string]struct {
		wait time.Duration // 0: as if it was not there
		said string
	}{
		"":                     {0, "try again in a minute"},
		"3":                    {3 * time.Second, "try again in 3 s"},
		" 7 ":                  {7 * time.Second, "try again in 7 s"},
		"1.5":                  {1500 * time.Millisecond, "try again in 2 s"},
		"0.2":                  {200 * time.Millisecond, "try again in 1 s"},
		"0":                    {0, "try again in a minute"},
		"-1":                   {0, "try again in a minute"},
		"1,5":                  {0, "try again in a minute"},
		"1e3":                  {0, "try again in a minute"},
		"0x10":                 {0, "try again in a minute"},
		"NaN":                  {0, "try again in a minute"},
		"Inf":                  {0, "try again in a minute"},
		"1.2.3":                {0, "try again in a minute"},
		"soon":                 {0, "try again in a minute"},
		"3600":                 {time.Hour, "try again in 60 minutes, at " + here.Add(time.Hour).Local().Format("15:04")},
		"99999999999999999999": {100 * 365 * 24 * time.Hour, "try again after 2126-"},
		there.Add(2 * time.Second).Format(http.TimeFormat):         {2 * time.Second, "try again in 2 s"},
		there.Add(time.Minute).Format(time.RFC850):                 {time.Minute, "try again in 60 s"},
		there.Add(time.Minute).Format(time.RFC1123):                {time.Minute, "try again in 60 s"},
		there.Add(time.Minute).Format(time.RFC3339):                {time.Minute, "try again in 60 s"},
		there.Add(-time.Minute).Format(http.TimeFormat):            {0, "try again in a minute"},
		there.AddDate(5, 0, 0).Format(http.TimeFormat):             {there.AddDate(5, 0, 0).Sub(there), "try again after " + here.AddDate(5, 0, 0).Local().Format(day)},
		never.Format(http.TimeFormat):                              {1<<63 - 1, "try again after " + never.Local().Format(day)},
		"Mon, 23 Nov 2026 99:00:00 GMT":                            {0, "try again in a minute"},
		there.Add(time.Minute).Format(http.TimeFormat) + " (soon)": {0, "try again in a minute"},
	} {
		for form, body := range map[string]string{"page": "<html>Slow down</html>", "JSON": `{"title":"Too many requests"}`, "text": "slow down", "nothing": ""} {
			client := answering(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", there.Format(http.TimeFormat))
				w.Header().Set("Retry-After", value)
				w.WriteHeader(http.StatusTooManyRequests)
				_, _ = io.WriteString(w, body)
			}, api.WithClock(func() time.Time { return here }))
			_, err := client.Webhooks(t.Context(), "ws")
			var failed *api.Error
			if !asError(err, &failed) || failed.Kind != api.KindRateLimit || !strings.Contains(failed.Sentence(), want.said) {
				t.Errorf("%q with %s is %v, want it to say %q", value, form, err, want.said)
				continue
			}
			wait, asked := api.RetryAfter(fmt.Errorf("wrapped: %w", err))
			until, told := api.RetryAt(err)
			if wait != want.wait || asked != (want.wait > 0) || told != asked {
				t.Errorf("%q with %s is to wait %s, %v, until %s, want %s", value, form, wait, asked, until, want.wait)
			}
			if asked && api.Wait(err, 1) != wait || !asked && api.Wait(err, 1) > time.Second {
				t.Errorf("%q with %s: the next attempt is in %s", value, form, api.Wait(err, 1))
			}
		}
	}
}

// Without a Date beside it, a date is compared with the server's clock as an
// earlier answer told it.
func TestADateIsOfTheServersClock(t *testing.T) {
	t.Parallel()
	client := answering(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", there.Format(http.TimeFormat))
		if r.Method == http.MethodDelete {
			w.Header()["Date"] = nil
			w.Header().Set("Retry-After", there.Add(2*time.Second).Format(http.TimeFormat))
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "[]")
	}, api.WithClock(func() time.Time { return here }))
	if ahead, known := client.ClockSkew(); known {
		t.Errorf("before any answer the server's clock is %s ahead", ahead)
	}
	if _, err := client.Webhooks(t.Context(), "ws"); err != nil {
		t.Fatal(err)
	}
	if ahead, known := client.ClockSkew(); !known || ahead != time.Hour+time.Second/2 {
		t.Errorf("the server's clock is %s ahead, %v", ahead, known)
	}
	wait, _ := api.RetryAfter(client.DeleteWebhook(t.Context(), "ws", "1"))
	if wait < time.Second || wait > 3*time.Second {
		t.Errorf("a date 2 s ahead is to wait %s", wait)
	}
}

// What is old because a cache kept it says nothing of the server's clock.
func TestACachedDateIsNoClock(t *testing.T) {
	t.Parallel()
	server := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Age", "3600")
		_, _ = io.WriteString(w, "[]")
	}
	client := answering(t, server)
	if _, err := client.Webhooks(t.Context(), "ws"); err != nil {
		t.Fatal(err)
	}
	if ahead, known := client.ClockSkew(); !known || ahead > time.Minute || ahead < -time.Minute {
		t.Errorf("after the token, which no cache kept, the clock is %s ahead, %v", ahead, known)
	}
}

// A server that asks to slow down with a web page is waited for and asked again.
func TestAPageWith429IsRepeated(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, []emulator.Option{emulator.WithVariant(emulator.Variant{RetryAfter: "fraction"})})
	coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 429, HTML: true, RetryAfter: time.Millisecond, Times: 2})
	if _, err := client.Webhooks(t.Context(), emulator.DemoChannel); err != nil {
		t.Error(err)
	}
}
