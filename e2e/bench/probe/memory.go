//go:build unix

package probe

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// ErrNoPeak is that the system does not tell how much memory a process took.
var ErrNoPeak = errors.New("the system does not tell the peak of a process's memory")

// Peak returns the most memory that the command has had at once, in bytes: what
// Linux calls VmHWM. What a system tells after the end of a process will not
// do, since it counts the one that started it too.
func (s *Session) Peak() (int64, error) { return Peak(strconv.Itoa(s.command.Process.Pid)) }

// Peak returns the most memory that a process has had at once, in bytes. The
// process is given by its number, or is "self".
func Peak(process string) (peak int64, err error) {
	file, err := os.Open("/proc/" + process + "/status")
	if errors.Is(err, os.ErrNotExist) {
		return 0, ErrNoPeak
	}
	if err != nil {
		return 0, fmt.Errorf("read the memory of process %s: %w", process, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		rest, found := strings.CutPrefix(lines.Text(), "VmHWM:")
		if !found {
			continue
		}
		kilobytes, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read the memory of process %s: %w", process, err)
		}
		return kilobytes << 10, nil
	}
	return 0, ErrNoPeak
}
