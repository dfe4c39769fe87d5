//go:build unix

package probe

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ErrNoProcessor is that the system does not tell how long a process computed.
var ErrNoProcessor = errors.New("the system does not tell the time that a process computed")

// Processor returns how long the threads that the command has now have computed.
// Linux counts it in nanoseconds here, and elsewhere in hundredths of a second,
// which would tell nothing about a command that is idle.
func (s *Session) Processor() (time.Duration, error) {
	threads, err := filepath.Glob("/proc/" + strconv.Itoa(s.command.Process.Pid) + "/task/*/schedstat")
	if err != nil {
		return 0, fmt.Errorf("list the threads: %w", err)
	}
	if len(threads) == 0 {
		return 0, ErrNoProcessor
	}
	var total time.Duration
	for _, thread := range threads {
		content, err := os.ReadFile(thread)
		if errors.Is(err, os.ErrNotExist) {
			continue // it has just ended
		}
		if err != nil {
			return 0, fmt.Errorf("read the time of a thread: %w", err)
		}
		computed, _, _ := strings.Cut(string(content), " ")
		nanoseconds, err := strconv.ParseInt(computed, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read the time of a thread: %w", err)
		}
		total += time.Duration(nanoseconds)
	}
	return total, nil
}
