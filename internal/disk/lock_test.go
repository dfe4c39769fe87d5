package disk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"corotui/internal/disk"
)

// TestOneAtATime: many wait for one lock, whose file is taken away and recreated
// meanwhile, and no two have it together.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "locks")
	counter := filepath.Join(t.TempDir(), "counter")
	if err := os.WriteFile(counter, []byte("0"), 0o600); err != nil {
		t.Fatal(err)
	}
	const programs, turns = 8, 10
	var all sync.WaitGroup
	for range programs {
		all.Go(func() {
			for range turns {
				unlock, err := disk.NewLocks(folder, "server").Lock(t.Context(), "webhook")
				if err != nil {
					t.Error(err)
					return
				}
				raw, err := os.ReadFile(counter)
				n, parseErr := strconv.Atoi(string(raw))
				err = errors.Join(err, parseErr, os.WriteFile(counter, []byte(strconv.Itoa(n+1)), 0o600), unlock())
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if raw, err := os.ReadFile(counter); err != nil || string(raw) != strconv.Itoa(programs*turns) {
		t.Errorf("counted to %s of %d, %v", raw, programs*turns, err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}

// TestOthersDoNotWait: another key and another server are other locks, and whoever
// waits for a lock stops when it is told to.
func TestOthersDoNotWait(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	unlock, err := disk.NewLocks(folder, "a").Lock(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range [][2]string{{"a", "2"}, {"b", "1"}} {
		unlock, err := disk.NewLocks(folder, other[0]).Lock(t.Context(), other[1])
		if err != nil {
			t.Fatal(err)
		}
		if err := unlock(); err != nil {
			t.Error(err)
		}
	}
	waiting, stop := context.WithCancel(t.Context())
	stop()
	if _, err := disk.NewLocks(folder, "a").Lock(waiting, "1"); !errors.Is(err, context.Canceled) {
		t.Errorf("a lock that is taken gives %v", err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := disk.NewLocks(filepath.Join(folder, "file"), "a").Lock(t.Context(), "1"); err == nil {
		t.Error("a file was taken for a folder")
	}
}
