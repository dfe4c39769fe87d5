package delivery

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"corotui/internal/disk"
)

// Bounds of what waits to be saved.
const (
	saveLimit = 1000
	saveBytes = 16 << 20
)

// Saver appends deliveries to a file of mode 0600, a line for each, as [ReadSaved] reads
// them. A slow disk holds up no answer: what it has no room for is dropped and counted.
type Saver struct {
	file    *os.File
	queue   chan Received
	bytes   atomic.Int64
	dropped int // only by who calls add, which one does at a time
	failed  error
	told    func(error) // the first failure
	done    chan struct{}
}

// OpenSaver opens a file to append to, or makes it. One that has something other than
// saved deliveries in it is refused. failed is told when the file cannot be written any
// more, from another goroutine. The error is the rest of a sentence about the file.
func OpenSaver(path string, failed func(error)) (*Saver, error) {
	f, err := disk.AppendPrivate(path)
	if err != nil {
		return nil, fmt.Errorf("cannot be written: %s", disk.Reason(err))
	}
	if err := continues(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	s := &Saver{file: f, queue: make(chan Received, saveLimit), told: failed, done: make(chan struct{})}
	go s.work()
	return s, nil
}

// continues makes sure that a file can be continued: it begins with a saved delivery, and
// its last line is ended, which a crash may have prevented.
func continues(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("cannot be read: %s", disk.Reason(err))
	}
	if info.Size() == 0 {
		return nil
	}
	enough := errors.New("one is enough")
	err = ReadSaved(io.NewSectionReader(f, 0, info.Size()), func(int, Saved) error { return enough })
	if !errors.Is(err, enough) {
		return errors.New("has something else in it than saved deliveries; choose another file")
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, info.Size()-1); err != nil {
		return fmt.Errorf("cannot be read: %s", disk.Reason(err))
	}
	if last[0] != '\n' {
		_, err = f.WriteString("\n")
		return err //nolint:wrapcheck // the caller says what could not be written
	}
	return nil
}

// add has a delivery saved after those before it. It never waits. A nil saver saves nothing.
func (s *Saver) add(d Received) {
	if s == nil {
		return
	}
	if s.bytes.Load()+d.size() > saveBytes {
		s.dropped++
		return
	}
	select {
	case s.queue <- d:
		s.bytes.Add(d.size())
	default:
		s.dropped++
	}
}

// work writes what is to be saved, until there is nothing more.
func (s *Saver) work() {
	defer close(s.done)
	for d := range s.queue {
		s.bytes.Add(-d.size())
		if s.failed != nil {
			continue
		}
		line, err := d.Saved().line()
		if err == nil {
			_, err = s.file.Write(line)
		}
		if err != nil {
			s.failed = fmt.Errorf("cannot be written: %s", disk.Reason(err))
			if s.told != nil {
				s.told(s.failed)
			}
		}
	}
}

// end saves what waits and closes the file. The error says what is missing in it.
func (s *Saver) end() error {
	if s == nil {
		return nil
	}
	close(s.queue)
	<-s.done
	closed := s.file.Close()
	switch {
	case s.failed == nil && closed != nil:
		return fmt.Errorf("the file of saved deliveries was not closed: %s", disk.Reason(closed))
	case s.failed == nil && s.dropped > 0:
		return fmt.Errorf("%d deliveries were not saved, as the disk was too slow", s.dropped)
	}
	return nil // or it was told
}
