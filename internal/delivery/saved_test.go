package delivery_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"corotui/internal/delivery"
)

// savedIn reads a file of saved deliveries.
func savedIn(t *testing.T, path string) []delivery.Saved {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []delivery.Saved
	if err := delivery.ReadSaved(bytes.NewReader(data), func(_ int, s delivery.Saved) error { all = append(all, s); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWhatIsSavedIsExactAndHasNoSecrets: also what is no text, and what is not genuine.
// The file is continued by the next listener.
func TestWhatIsSavedIsExactAndHasNoSecrets(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "saved.ndjson")
	bodies := []string{eventBody, "\xff\x00\xfe<>&\u2028", ""}
	for range 2 {
		saver, err := delivery.OpenSaver(path, func(err error) { t.Error(err) })
		if err != nil {
			t.Fatal(err)
		}
		l := listen(t, delivery.Options{Save: saver})
		for _, body := range bodies {
			header := signed(delivery.DefaultForm(), eventID, "workspace-created", body)
			header["Authorization"], header["X-Two"] = []string{"Bearer hidden-t0ken"}, []string{"a", "b"}
			_ = l.post(t, header, body)
		}
		if err := l.stop(); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %v, %v", info.Mode(), err)
	}
	all := savedIn(t, path)
	if len(all) != 2*len(bodies) {
		t.Fatalf("%d are saved", len(all))
	}
	for i, s := range all {
		if body := bodies[i%len(bodies)]; string(s.Content()) != body || s.Valid != (body == eventBody) {
			t.Errorf("%d is %+v, its body %q", i, s, s.Content())
		}
		if s.Headers.Get(delivery.HeaderSignature) == "" || len(s.Headers.Get(delivery.HeaderSignature)) != 64 || s.Time.IsZero() {
			t.Errorf("%d has the headers %v", i, s.Headers)
		}
		if len(s.Headers[len(s.Headers)-1].Values) != 2 {
			t.Errorf("%d has the headers %v", i, s.Headers)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil || bytes.Contains(data, []byte("hidden-t0ken")) || bytes.Contains(data, []byte(secret.Reveal())) {
		t.Errorf("a secret is in %s, %v", data, err)
	}
	var line map[string]any
	if err := json.Unmarshal(bytes.SplitN(data, []byte("\n"), 2)[0], &line); err != nil || line["body"] != eventBody || line["scheme"] != "id" || line["encoding"] != "hex" {
		t.Errorf("the first line is %v, %v", line, err)
	}
}

// TestAFileOfSomethingElseIsNotContinued, and one whose last line is torn is.
func TestAFileOfSomethingElseIsNotContinued(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	other := filepath.Join(folder, "notes.txt")
	if err := os.WriteFile(other, []byte("my notes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := delivery.OpenSaver(other, nil); err == nil || !strings.Contains(err.Error(), "something else") {
		t.Errorf("it is continued: %v", err)
	}
	torn := filepath.Join(folder, "torn")
	good := `{"time":"2026-11-29T10:00:00Z","headers":{"X-A":"b"},"body":""}`
	if err := os.WriteFile(torn, []byte(good+"\n"+good[:20]), 0o600); err != nil {
		t.Fatal(err)
	}
	saver, err := delivery.OpenSaver(torn, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := listen(t, delivery.Options{Save: saver})
	_ = l.post(t, genuine(), eventBody)
	if err := l.stop(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(torn)
	if lines := strings.Split(string(data), "\n"); err != nil || len(lines) != 4 || !strings.Contains(lines[2], "evt-1") {
		t.Errorf("it has %q, %v", data, err)
	}
}

// TestALineThatIsNoDeliveryIsNamed with its number.
func TestALineThatIsNoDeliveryIsNamed(t *testing.T) {
	t.Parallel()
	good := `{"time":"2026-11-29T10:00:00Z","headers":{"X-A":"b"},"body":"x"}` + "\n\n"
	for line, why := range map[string]string{
		`{"time"`:              "is not JSON",
		`[]`:                   "not a delivery",
		`{}`:                   "it has no time",
		`{"time":"yesterday"}`: "not a delivery",
		`{"time":"2026-11-29T10:00:00Z","body":""}`:                                   "no headers",
		`{"time":"2026-11-29T10:00:00Z","headers":{"X":"y"}}`:                         "no body",
		`{"time":"2026-11-29T10:00:00Z","headers":{"X":7},"body":""}`:                 "is not a string",
		`{"time":"2026-11-29T10:00:00Z","headers":{"X Y":"z"},"body":""}`:             "cannot be sent",
		`{"time":"2026-11-29T10:00:00Z","headers":{"X":"a\nb"},"body":""}`:            "cannot be sent",
		`{"time":"2026-11-29T10:00:00Z","headers":{"X":"y"},"body":7}`:                `"body" is of the wrong type`,
		`{"time":"2026-11-29T10:00:00Z","headers":{"X":"y"},"body":"","body64":"##"}`: "is not base64",
	} {
		var got []delivery.Saved
		err := delivery.ReadSaved(strings.NewReader(good+line), func(_ int, s delivery.Saved) error { got = append(got, s); return nil })
		wrong, is := errors.AsType[*delivery.SavedError](err)
		if !is || wrong.Line != 3 || !strings.Contains(err.Error(), why) || len(got) != 1 {
			t.Errorf("%s: %v after %d", line, err, len(got))
		}
	}
}

// FuzzReadSaved: what is read is written and read again as the same.
func FuzzReadSaved(f *testing.F) {
	f.Add([]byte(`{"time":"2026-11-29T10:00:00Z","headers":{"X-A":"b","x-a":["c","d"]},"body":"x"}`))
	f.Add([]byte(`{"time":"2026-11-29T10:00:00Z","headers":{"X-A":"b"},"body64":"/wA="}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = delivery.ReadSaved(bytes.NewReader(data), func(_ int, s delivery.Saved) error {
			if s.Time.Year() > 9999 || s.Time.Year() < 0 {
				return nil
			}
			written, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			again := 0
			err = delivery.ReadSaved(bytes.NewReader(written), func(_ int, back delivery.Saved) error {
				again++
				if !bytes.Equal(back.Content(), s.Content()) || !back.Time.Truncate(time.Second).Equal(s.Time.Truncate(time.Second)) {
					t.Errorf("%s is read back as %s", s.Content(), back.Content())
				}
				return nil
			})
			if err != nil || again != 1 {
				t.Errorf("%s: %v", written, err)
			}
			return nil
		})
	})
}
