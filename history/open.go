package history

import "context"

// Open returns the single changes that were begun and of which nothing tells how
// they ended, the newest first.
func (l *Log) Open(ctx context.Context) ([]Entry, error) {
	found, err := l.all(ctx)
	if err != nil {
		return nil, err
	}
	ended := make(map[string]bool)
	var open []Entry
	for _, e := range found.Entries {
		if e.Type != Begun {
			ended[e.ID] = true
		} else if e.Item == 0 && !ended[e.ID] {
			open = append(open, e)
		}
	}
	return open, nil
}
