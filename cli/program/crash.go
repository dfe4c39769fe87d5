package program

import (
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"corotui/internal/disk"
)

// Crash is the error of a program that panicked: its first panic.
type Crash struct {
	What  string // the kind of panic, without its text: that may hold data
	Stack string // functions and lines; no arguments
	Draft error  // why the open form could not be kept; nil when it was, or none was open
}

// Error names the panic.
func (c *Crash) Error() string { return "panic: " + c.What }

// describe names a panic. Only the runtime's own errors are quoted: any other
// text may hold what a server sent or a user typed.
func describe(value any) string {
	if err, ok := value.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("a %T, which is not quoted as it may hold data", value)
}

// Report is the text of a report: what happened, where, and with which build.
func (c *Crash) Report(version string, at time.Time) string {
	return fmt.Sprintf("corotui %s, %s %s/%s, %s\n\npanic: %s\n\n%s",
		version, runtime.Version(), runtime.GOOS, runtime.GOARCH, at.UTC().Format(time.RFC3339), c.What, c.Stack)
}

// SaveReport writes a report into a folder and returns its path.
func SaveReport(folder, report string, at time.Time) (path string, err error) {
	path = filepath.Join(folder, "crash-"+at.UTC().Format("20060102-150405")+".txt")
	return path, disk.WriteFile(path, []byte(report))
}
