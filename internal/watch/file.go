package watch

import (
	"errors"
	"maps"
	"slices"
	"sort"
	"time"

	"corotui/api"
)

// version is that of the form in which a memory is kept; other versions are not read.
const version = 1

// The forms of a file: first what it is, then a value for each workspace, so that a large
// fleet is never in memory in this form.
type (
	keptMemory struct {
		Version int       `json:"v"`
		Key     string    `json:"key"` // a print by the key of its prints
		At      time.Time `json:"at"`
		Count   int       `json:"count"`
	}
	keptPlace struct {
		Account   string                   `json:"account,omitempty"`
		Workspace api.WorkspaceID          `json:"workspace"`
		At        time.Time                `json:"at"`
		Whole     bool                     `json:"whole,omitempty"`
		Webhooks  []sight                  `json:"webhooks,omitempty"`
		Inherited map[api.WebhookID]copied `json:"inherited,omitempty"`
	}
)

// What is wrong with a file.
var (
	errVersion = errors.New("it is of another version of corotui")
	errKey     = errors.New("the key beside it is another one")
	errShort   = errors.New("it does not end where it should")
)

// keyPrint is the print that tells whether prints are by the same key.
func (m *Memory) keyPrint() string { return m.print("key") }

// Save encodes what is remembered, one value after the other.
func (m *Memory) Save(encode func(any) error) error {
	if err := encode(keptMemory{Version: version, Key: m.keyPrint(), At: m.at, Count: len(m.workspaces)}); err != nil {
		return err
	}
	for at, p := range m.workspaces {
		kept := keptPlace{Account: at.Account, Workspace: at.Workspace, At: p.at, Whole: p.whole, Inherited: p.copies}
		kept.Webhooks = slices.Collect(maps.Values(p.own))
		sort.SliceStable(kept.Webhooks, func(i, j int) bool { return kept.Webhooks[i].ID < kept.Webhooks[j].ID })
		if err := encode(kept); err != nil {
			return err
		}
	}
	return nil
}

// Load decodes what was remembered by the same key.
func Load(key []byte, decode func(any) error) (*Memory, error) {
	m := New(key)
	var head keptMemory
	switch err := decode(&head); {
	case err != nil:
		return nil, err
	case head.Version != version:
		return nil, errVersion
	case head.Key != m.keyPrint():
		return nil, errKey
	}
	m.at = head.At
	for range head.Count {
		var kept keptPlace
		if err := decode(&kept); err != nil {
			return nil, errors.Join(errShort, err)
		}
		p := &place{at: kept.At, whole: kept.Whole, own: make(map[api.WebhookID]sight, len(kept.Webhooks)), copies: kept.Inherited}
		if p.copies == nil {
			p.copies = make(map[api.WebhookID]copied)
		}
		for _, s := range kept.Webhooks {
			p.own[s.ID] = s
		}
		m.workspaces[api.Ref{Account: kept.Account, Workspace: kept.Workspace}] = p
	}
	return m, nil
}
