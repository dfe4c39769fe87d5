package history_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"corotui/internal/history"
)

// What is sealed is opened by another process of the same machine, and shows nothing.
func TestSealedDataIsOpenedWithTheSameKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history.jsonl")
	data := bytes.Repeat([]byte("url: https://hooks.example.com/token\n"), 500)
	sealed, err := history.Open(path).SealData(t.Context(), "plan", data)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("hooks.example.com")) || len(sealed) > len(data)/4 {
		t.Errorf("%d bytes are sealed as %d: %q", len(data), len(sealed), sealed[:40])
	}
	opened, err := history.Open(path).OpenData(t.Context(), "plan", sealed)
	if err != nil || !bytes.Equal(opened, data) {
		t.Errorf("opened %d bytes, %v", len(opened), err)
	}
	again, err := history.Open(path).SealData(t.Context(), "plan", data)
	if err != nil || bytes.Equal(again, sealed) {
		t.Errorf("the same data was sealed in the same way twice, %v", err)
	}
}

func TestSealedDataThatIsDamagedOrFromElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	log := history.Open(filepath.Join(t.TempDir(), "history.jsonl"))
	sealed, err := log.SealData(t.Context(), "plan", []byte("data"))
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "history.jsonl")
	for name, one := range map[string]struct {
		log     *history.Log
		purpose string
		sealed  []byte
		want    error
	}{
		"no key":          {history.Open(other), "plan", sealed, history.ErrOtherKey},
		"another key":     {history.InMemory(), "plan", sealed, history.ErrOtherKey},
		"another purpose": {log, "run", sealed, history.ErrDamaged},
		"a flipped bit":   {log, "plan", flipped(sealed), history.ErrDamaged},
		"its start only":  {log, "plan", sealed[:12], history.ErrDamaged},
		"nothing":         {log, "plan", nil, history.ErrDamaged},
		"another version": {log, "plan", append([]byte{9}, sealed[1:]...), history.ErrDamaged},
	} {
		if data, err := one.log.OpenData(t.Context(), one.purpose, one.sealed); !errors.Is(err, one.want) {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	if _, err := os.Stat(filepath.Dir(other) + "/history.key"); err == nil {
		t.Error("opening made a key")
	}
}

func flipped(data []byte) []byte {
	data = bytes.Clone(data)
	data[len(data)-1] ^= 1
	return data
}
