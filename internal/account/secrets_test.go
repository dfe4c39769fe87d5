package account_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/mask"
)

// inFile are the settings of a profile that keeps its secret in a file.
func inFile(t *testing.T) config.Config {
	t.Helper()
	home := t.TempDir()
	folder := filepath.Join(home, ".config", "corotui")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	text := "profiles:\n  acme:\n    api_url: https://api.example\n    client_id: id\n    secret: {file: true}\n"
	if err := os.WriteFile(filepath.Join(folder, "config.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(config.Options{Env: config.NewEnv([]string{"HOME=" + home, "XDG_RUNTIME_DIR=" + home})})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Stores()[config.FileSecret].Set(t.Context(), config.Key{Profile: "acme", ClientID: "id"}, mask.NewSecret("client-secret")); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestARunMakesItsSecretsAgain, also by another program, and each webhook and each run
// has its own.
func TestARunMakesItsSecretsAgain(t *testing.T) {
	t.Parallel()
	c := inFile(t)
	run, first, err := account.New(c, nil).Generate(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	again, second, err := account.New(c, nil).Generate(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := account.New(c, nil).Generate(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	a, b := first("w1", "Billing"), second("w1", "Billing")
	if again != run || !a.Equal(b) || len(a.Reveal()) != len(mask.Generate().Reveal()) {
		t.Errorf("run %s made %d characters, and run %s another secret", run, len(a.Reveal()), again)
	}
	for _, one := range []mask.Secret{other("w1", "Billing"), first("w2", "Billing"), first("w1", "Other"), first("w1B", "illing")} {
		if one.Equal(a) {
			t.Error("two webhooks or runs have one secret")
		}
	}
	secrets, err := os.ReadDir(c.Paths.SecretsFolder())
	if err != nil || len(secrets) != 2 {
		t.Errorf("the folder of secrets has %v, %v", secrets, err)
	}
	for _, one := range secrets {
		if info, err := one.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", one.Name(), info.Mode(), err)
		}
	}
	if known, _ := account.New(c, nil).MadeSecret(t.Context(), account.OpenHistory(c.Paths), api.Ref{Workspace: "w1", Webhook: "h"}, "Billing"); !known.Empty() {
		t.Error("a secret is told of a webhook that was never created")
	}
}

// TestWhatKeepsSecrets is a store, and no command or variable.
func TestWhatKeepsSecrets(t *testing.T) {
	t.Parallel()
	if err := account.CanKeepSecrets(inFile(t)); err != nil {
		t.Errorf("a file keeps none: %v", err)
	}
	if err := account.CanKeepSecrets(settings(t)); err == nil || !strings.Contains(err.Error(), "environment") {
		t.Errorf("of the environment it says %v", err)
	}
}
