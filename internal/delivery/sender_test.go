package delivery_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/internal/delivery"
	"corotui/internal/text"
)

// received is a request as a receiver got it.
type received struct {
	header http.Header
	host   string
	body   string
}

// receiver is a server that keeps what it gets.
func receiver(t *testing.T, answer http.HandlerFunc) (*httptest.Server, chan received) {
	t.Helper()
	got := make(chan received, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got <- received{r.Header, r.Host, string(body)}
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return server, got
}

func sender(t *testing.T, options ...api.Option) *delivery.Sender {
	t.Helper()
	s, err := delivery.NewSender(options...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func composed(to string, headers ...api.Header) delivery.Message {
	return delivery.Compose(to, eventID, "workspace-created", []byte(eventBody), secret, delivery.DefaultForm(), headers)
}

func TestWhatIsSentIsGenuine(t *testing.T) {
	t.Parallel()
	server, got := receiver(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	m := composed(server.URL+"/coro", api.Header{Name: "X-Env", Value: "prod"}, api.Header{Name: "x-coro-hook-id", Value: "forged"},
		api.Header{Name: "content-type", Value: "application/json; charset=utf-8"}, api.Header{Name: "Host", Value: "hooks.example.com"},
		api.Header{Name: "Content-Length", Value: "1"}, api.Header{Name: "Transfer-Encoding", Value: "odd"})
	answer, err := sender(t).Send(t.Context(), m)
	if err != nil || !answer.Accepted() || answer.Status != http.StatusNoContent {
		t.Fatalf("%+v, %v", answer, err)
	}
	r := <-got
	v := delivery.Check(secret, r.header, []byte(r.body), eventAt)
	if !v.Valid || r.body != eventBody {
		t.Errorf("what arrived is not genuine: %s", v.Reason)
	}
	if r.header.Get("X-Env") != "prod" || r.host != "hooks.example.com" || r.header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("host %s, headers %v", r.host, r.header)
	}
}

func TestTheAnswerIsShownAsItIs(t *testing.T) {
	t.Parallel()
	server, got := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		case "/long":
			_, _ = io.WriteString(w, strings.Repeat("x", 1<<20))
		case "/echo":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "your key "+r.Header.Get("X-Api-Key")+" and secret "+secret.Reveal()+" are wrong")
		case "/broken":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "begun")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
	})
	s := sender(t)
	answer, err := s.Send(t.Context(), composed(server.URL+"/moved"))
	if err != nil || answer.Accepted() || answer.Status != http.StatusTemporaryRedirect || len(got) != 1 {
		t.Errorf("redirect: %+v, %v, %d requests", answer, err, len(got))
	}
	answer, err = s.Send(t.Context(), composed(server.URL+"/long"))
	if err != nil || !answer.Cut || len(answer.Start) > 8<<10 || len(answer.Start) == 0 {
		t.Errorf("long: %d bytes, cut %t, %v", len(answer.Start), answer.Cut, err)
	}
	const key = "k3y-0f-the-receiver-47110815"
	answer, err = s.Send(t.Context(), composed(server.URL+"/echo", api.Header{Name: "X-Api-Key", Value: key}))
	if said := string(answer.Start); err != nil || answer.Accepted() || strings.Contains(said, key) || strings.Contains(said, secret.Reveal()) || !strings.Contains(said, "are wrong") {
		t.Errorf("echo: %q, %v", said, err)
	}
	answer, err = s.Send(t.Context(), composed(server.URL+"/broken"))
	if err != nil || !answer.Accepted() || answer.Start != "begun" {
		t.Errorf("broken off: %+v, %v", answer, err)
	}
}

func TestWhyNoAnswerCameIsSaid(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + listener.Addr().String()
	_ = listener.Close()
	silent, _ := receiver(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // what a refused certificate looks like from the other side
	secure.StartTLS()
	t.Cleanup(secure.Close)
	proxied := api.WithEnvironment(func(name string) string { return map[string]string{"HTTPS_PROXY": "http://a b"}[name] })
	for name, test := range map[string]struct {
		to     string
		option api.Option
		want   []string
	}{
		"closed":      {closed, nil, []string{"Could not reach " + strings.TrimPrefix(closed, "http://"), "connection refused", "check the URL"}},
		"silent":      {silent.URL, api.WithTimeout(50 * time.Millisecond), []string{"did not answer in 50ms", "--timeout"}},
		"distrusted":  {secure.URL, nil, []string{"certificate", "--ca-file"}},
		"wrong proxy": {"https://hooks.example.com/x", proxied, []string{"Nothing was sent", "HTTPS_PROXY is malformed"}},
		"no URL":      {"ftp://user:pass@host/", nil, []string{"does not start with https:// or http://"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var options []api.Option
			if test.option != nil {
				options = append(options, test.option)
			}
			_, err := sender(t, options...).Send(t.Context(), composed(test.to))
			if err == nil {
				t.Fatal("it was sent")
			}
			said := text.Sentence(err)
			for _, want := range test.want {
				if !strings.Contains(said, want) {
					t.Errorf("%q, want %q", said, want)
				}
			}
			if strings.Contains(said, "API URL") || strings.Contains(said, "pass@") {
				t.Errorf("%q", said)
			}
		})
	}
}

func TestACanceledSendingEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server, _ := receiver(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	if _, err := sender(t).Send(ctx, composed(server.URL)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestOnlyThisMachineIsLocal(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]bool{
		"http://127.0.0.1:1/x": true, "http://localhost/x": true, "https://[::1]:8/": true, "http://127.0.0.1.example.com/": false,
		"https://hooks.example.com/": false, "http://0.0.0.0/": false, "http://10.0.0.1/": false, ":": false, "http://127.0.0.1@example.com/": false,
	} {
		if got := delivery.Local(to); got != want {
			t.Errorf("%s: %t", to, got)
		}
	}
}
