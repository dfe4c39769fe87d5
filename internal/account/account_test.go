package account_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"corotui/api"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/mask"
)

// settings are those of an account that needs no file and no network.
func settings(t *testing.T, pairs ...string) config.Config {
	t.Helper()
	home := t.TempDir()
	c, err := config.Load(config.Options{Env: config.NewEnv(append([]string{
		"HOME=" + home, "XDG_RUNTIME_DIR=" + home, "COROTUI_API_URL=https://api.example", "COROTUI_CLIENT_ID=id", "COROTUI_CLIENT_SECRET=secret",
	}, pairs...))})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestVisitedWorkspacesAreKnownLater, until the session is closed: a program that
// ends must not be in the middle of a write.
func TestVisitedWorkspacesAreKnownLater(t *testing.T) {
	t.Parallel()
	c := settings(t, "COROTUI_WORKSPACE=own")
	s := account.New(c, nil)
	for _, id := range []api.WorkspaceID{"a", "b"} {
		if note, err := s.Visited(t.Context(), id); err != nil || note != "" {
			t.Errorf("%s: %q %v", id, note, err)
		}
	}
	s.Close()
	if _, err := s.Visited(t.Context(), "late"); err != nil {
		t.Error(err)
	}
	if recent := account.New(c, nil).Recent(); !slices.Equal(recent, []api.WorkspaceID{"b", "a"}) {
		t.Errorf("recent are %v", recent)
	}
	want := []account.KnownWorkspace{{ID: "b"}, {ID: "a"}, {ID: "own"}}
	if known := account.KnownWorkspaces(c); !slices.Equal(known, want) {
		t.Errorf("known are %v", known)
	}
}

// TestWhere names the region, or the host of another server.
func TestWhere(t *testing.T) {
	t.Parallel()
	want := account.Where{Region: "api.example", Host: "api.example", BaseURL: "https://api.example"}
	if at := account.WhereOf(settings(t)); at != want {
		t.Errorf("it is %+v", at)
	}
}

// TestNobodyIsLoggedIn: the first request says so as an authentication error, which
// opens the login.
func TestNobodyIsLoggedIn(t *testing.T) {
	t.Parallel()
	s := account.New(settings(t, "COROTUI_CLIENT_ID=", "COROTUI_CLIENT_SECRET="), nil)
	if _, err := s.Webhooks(t.Context(), "w"); api.KindOf(err) != api.KindAuth {
		t.Errorf("it is %v", err)
	}
}

// TestTryRefusesBeforeAnythingIsSent what cannot be part of credentials, and two
// servers at once.
func TestTryRefusesBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	s := account.New(settings(t), nil)
	for name, attempt := range map[string]account.Attempt{
		"client id":   {Region: "us", ClientID: "a\nb"},
		"workspace":   {Region: "us", ClientID: "a", Workspace: "a\nb"},
		"two servers": {Region: "us", APIURL: "https://api.example", ClientID: "a"},
		"region":      {Region: "nowhere", ClientID: "a"},
		"URL":         {APIURL: "ftp://api.example", ClientID: "a"},
	} {
		attempt.Secret = mask.NewSecret("s")
		if _, wrong := errors.AsType[*config.Error](s.Try(t.Context(), attempt)); !wrong {
			t.Errorf("%s is not refused", name)
		}
	}
}

// TestTLS trusts what a PEM file holds, and says what is wrong with one.
func TestTLS(t *testing.T) {
	t.Parallel()
	if trust, err := account.TLS(""); err != nil || trust.RootCAs != nil {
		t.Errorf("without a file it is %v %v", trust, err)
	}
	path := filepath.Join(t.TempDir(), "ca.pem")
	for _, prepare := range []func() error{
		func() error { return nil }, // there is none
		func() error { return os.WriteFile(path, []byte("no certificate"), 0o600) },
	} {
		if err := prepare(); err != nil {
			t.Fatal(err)
		}
		if _, wrong := errors.AsType[*config.Error](func() error { _, err := account.TLS(path); return err }()); !wrong {
			t.Error("it is not refused")
		}
	}
}
