package output

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// endless are expressions that do not end by themselves: --jq of the first, and templates.
var endless = []string{"repeat(.)|empty", "[range(1e12)]", "repeat(1)", "{{range 1000000000000}}{{end}}", "{{range 1000000000000}}{{continue}}{{end}}",
	`{{define "a"}}{{template "a"}}{{template "a"}}{{end}}{{template "a"}}`}

// use evaluates an expression.
func use(t *testing.T, e *evaluation, expression string, write func(string) error) error {
	t.Helper()
	if strings.HasPrefix(expression, "{{") {
		l, err := parseLayout(expression)
		if err != nil {
			t.Fatal(err)
		}
		return e.laidOut(l, map[string]any{}, write)
	}
	program, err := compile(expression)
	if err != nil {
		t.Fatal(err)
	}
	return e.queried(program, map[string]any{}, write)
}

func TestEndlessExpressions(t *testing.T) {
	t.Parallel()
	ignore := func(string) error { return nil }
	for _, expression := range endless {
		e, stop := evaluate(t.Context(), time.Millisecond)
		if err := use(t, e, expression, ignore); !errors.Is(err, errEndless) && !strings.Contains(expression, "define") {
			t.Errorf("%s: out of patience, it ends with %v", expression, err)
		}
		stop()
		stopped, cancel := context.WithCancel(t.Context())
		cancel()
		e, stop = evaluate(stopped, time.Hour)
		if err := use(t, e, expression, ignore); !errors.Is(err, context.Canceled) && !strings.Contains(expression, "define") {
			t.Errorf("%s: of a command that is told to end, it ends with %v", expression, err)
		}
		stop()
	}
}

// TestWhatWasChangedIsToldAtTheEnd: of a command that is told to end, an expression that
// ends says what it has to say.
func TestWhatWasChangedIsToldAtTheEnd(t *testing.T) {
	t.Parallel()
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	e, stop := evaluate(stopped, patience)
	defer stop()
	said := ""
	err := use(t, e, `"done"`, func(out string) error {
		said = out
		return nil
	})
	if err != nil || said != "done\n" {
		t.Errorf("it says %q and ends with %v", said, err)
	}
}

// TestSlowReaders take none of the time of an expression.
func TestSlowReaders(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, stop := evaluate(t.Context(), patience)
		defer stop()
		read := 0
		err := use(t, e, "range(3)", func(string) error {
			read++
			<-time.After(2 * patience)
			return nil
		})
		if err != nil || read != 3 {
			t.Errorf("after %d results it ends with %v", read, err)
		}
	})
}
