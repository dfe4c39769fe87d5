package program

import (
	"log"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"

	"corotui/internal/mask"
)

// GoLog takes what Go's own packages log, as net/http does for unexpected bytes.
// Their logger is one for the whole process and writes to stderr, so over the
// screen. Here it goes to the log files of the runs that have one, and nowhere else.
var GoLog goLog

type goLog struct {
	once sync.Once

	mu    sync.Mutex
	files []*slog.Logger
}

// Take puts the process's logger in place.
func (g *goLog) Take() {
	g.once.Do(func() {
		log.SetFlags(0) // the log file has its own times
		log.SetOutput(g)
	})
}

// To also writes what is logged to a log file, until end is called.
func (g *goLog) To(file *slog.Logger) (end func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.files = append(g.files, file)
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.files = slices.DeleteFunc(g.files, func(other *slog.Logger) bool { return other == file })
	}
}

// quotedText is what Go's packages quote: what came over the network, which can
// be anything.
var quotedText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"(?:[^"\\]|\\.)*"?`) })

// Write takes one message.
func (g *goLog) Write(said []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.files) > 0 {
		safe := mask.Text(quotedText().ReplaceAllString(strings.TrimSpace(string(said)), `"`+mask.Dots+`"`))
		for _, file := range g.files {
			file.Info("Go says", "text", safe)
		}
	}
	return len(said), nil
}
