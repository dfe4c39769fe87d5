package config_test

import (
	"strings"
	"testing"

	"corotui/config"
	"corotui/internal/mask"
)

const commented = `# of the jump host, ask Ann
default_profile: acme   # the channel

profiles:
  # our own
  acme:
    region: us              # Canada soon
    client_id: old-id
    audience: https://old.example

    workspace: acme_1
    read_only: true # until Monday
    secret: {keyring: true} # not over SSH

  # theirs
  beta:
      api_url: "https://beta.example"
      secret:
        command: [pass, show, beta]
ui:
  theme: dark
keys: {edit: e}
# the end
`

// TestSaveKeepsTheRest logs in to an existing profile and to a new one, and
// compares the whole file.
func TestSaveKeepsTheRest(t *testing.T) {
	w := newWorld(t, commented)
	w.stores = map[config.SecretKind]config.Store{config.FileSecret: &memoryStore{}, config.KeyringSecret: &memoryStore{}}
	if err := w.save(t, config.Account{Profile: "acme", Region: "eu", ClientID: "new id: # '\"", Workspace: "acme_2"}, config.FileSecret); err != nil {
		t.Fatal(err)
	}
	if err := w.save(t, config.Account{Profile: "gamma", APIURL: "https://gamma.example", ClientID: "g", Audience: "https://a.example"}, config.KeyringSecret); err != nil {
		t.Fatal(err)
	}
	want := `# of the jump host, ask Ann
default_profile: acme   # the channel

profiles:
  # our own
  acme:
    region: eu # Canada soon
    client_id: "new id: # '\""

    workspace: acme_2
    read_only: true # until Monday
    secret: {file: true} # not over SSH

  # theirs
  beta:
      api_url: "https://beta.example"
      secret:
        command: [pass, show, beta]
  gamma:
    api_url: https://gamma.example
    audience: https://a.example
    client_id: g
    secret: {keyring: true}
ui:
  theme: dark
keys: {edit: e}
# the end
`
	if got := w.text(t); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	c := w.mustLoad(t)
	if c.ClientID.Value != `new id: # '"` || !c.ReadOnly.Value {
		t.Errorf("read back %+v", c.ClientID)
	}
}

// TestSaveForms logs in with every form of file that there may be before.
func TestSaveForms(t *testing.T) {
	account := config.Account{Profile: "acme", APIURL: "http://127.0.0.1:8788", ClientID: "id", Workspace: "ws"}
	for name, text := range map[string]string{
		"none":            "",
		"comments":        "# mine\n# and mine",
		"empty mapping":   "{}\n",
		"no profiles":     "ui: {theme: dark}\n",
		"null profiles":   "profiles:\nui: {theme: dark}\n",
		"empty profiles":  "profiles: {}\nui: {theme: dark}\n",
		"null profile":    "profiles:\n  acme:\n  beta: {region: eu}\n",
		"flow profiles":   "profiles: {beta: {region: eu, client_id: b}}\n",
		"flow profile":    "profiles: {acme: {region: eu, client_id: b}, beta: {region: ca}}\n",
		"deep indent":     "profiles:\n        acme:\n            region: eu\n        beta:\n            region: ca\n",
		"quoted":          "\"profiles\":\n  'acme':\n    \"region\": eu\n",
		"flow document":   "# mine\n{profiles: {beta: {region: eu, secret: {command: [a, 'b, c', \"true\"]}}}}\n",
		"flow over lines": "profiles: {\n  acme: {region: eu,\n    client_id: b},\n  beta: {region: ca}}\nui: {theme: dark}\n",
		"end mark":        "profiles:\n  beta:\n    region: eu\n...\n",
		"no last newline": "profiles:\n  beta:\n    region: eu",
		"tilde":           "default_profile: ~\nprofiles: ~ # none yet\n",
		"odd words":       "profiles:\n  yes: {client_id: 0x1F}\n  '12': {client_id: 'true'}\n",
		"crlf":            "profiles:\r\n  acme:\r\n    region: eu\r\n  beta:\r\n    client_id: x\r\n",
		"document mark":   "---\nprofiles:\n  beta: {region: eu}\n",
		"secret as block": "profiles:\n  acme:\n    secret:\n      command:\n        - pass\n    region: eu\n",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, text)
			before := w.mustLoad(t)
			if err := w.save(t, account, config.FileSecret); err != nil {
				t.Fatal(err)
			}
			w.flags.Profile = ptr("acme")
			c := w.mustLoad(t)
			if c.APIURL.Value != account.APIURL || c.ClientID.Value != "id" || c.Workspace.Value != "ws" || c.Region.Value != "" {
				t.Errorf("read back %+v from\n%s", c, w.text(t))
			}
			secret, err := c.ReadSecret(t.Context())
			if err != nil || secret.Reveal() != canary {
				t.Errorf("secret: %v", err)
			}
			for _, p := range before.Profiles() {
				if p.Name != "acme" && !strings.Contains(w.text(t), p.Name) {
					t.Errorf("profile %s is lost in\n%s", p.Name, w.text(t))
				}
			}
			if strings.Contains(w.text(t), canary) {
				t.Error("the config file holds the secret")
			}
			if name == "comments" && !strings.HasPrefix(w.text(t), text+"\n") {
				t.Errorf("comments are lost in\n%s", w.text(t))
			}
			checkModes(t, w.home)
		})
	}
}

// TestSaveTouchesNothingElse: every line that is not changed is there to the
// letter, with its own end.
func TestSaveTouchesNothingElse(t *testing.T) {
	account := config.Account{Profile: "acme", Region: "ca", ClientID: "id"}
	for name, c := range map[string]struct{ before, after string }{
		"crlf": {
			"default_profile: acme\r\nprofiles:\r\n  acme:\r\n    region:   us  # was eu\r\n",
			"default_profile: acme\r\nprofiles:\r\n  acme:\r\n    region: ca # was eu\r\n    client_id: id\r\n    secret: {file: true}\r\n",
		},
		"a block in a block": {
			"default_profile: acme\nprofiles:\n    acme:\n        secret: # in the safe\n            command:\n            - pass\n\n        # whose\n        region: us\n\n# end\n",
			"default_profile: acme\nprofiles:\n    acme:\n        secret: {file: true} # in the safe\n\n        # whose\n        region: ca\n        client_id: id\n\n# end\n",
		},
		"one line": {
			"default_profile: acme\nprofiles: {acme: {region: us, audience: 'a: b'}, \"b\": {}} # all\nui:   {theme: dark}\n",
			"default_profile: acme\nprofiles: {acme: {region: ca, client_id: id, secret: {file: true}}, b: {}} # all\nui:   {theme: dark}\n",
		},
	} {
		w := newWorld(t, c.before)
		if err := w.save(t, account, config.FileSecret); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := w.text(t); got != c.after {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.after)
		}
	}
}

// TestUnusualFilesAreLeft: what cannot be changed line by line without a loss
// stays as it is, and the user is told to change it by hand.
func TestUnusualFilesAreLeft(t *testing.T) {
	for name, text := range map[string]string{
		"comments in a flow": "profiles: {\n  # ours\n  acme: {region: eu}}\n",
		"a key over lines":   "? profiles\n: acme:\n    region: eu\n",
	} {
		w := newWorld(t, text)
		err := w.save(t, config.Account{Profile: "acme", Region: "us", ClientID: "x"}, config.FileSecret)
		if err == nil || !strings.Contains(err.Error(), "edit it by hand") {
			t.Errorf("%s: got %v", name, err)
		}
		if w.text(t) != text {
			t.Errorf("%s: the file became\n%s", name, w.text(t))
		}
	}
}

// FuzzSave logs in with any file before: either the account can be read back, or
// the file is to be edited by hand and is what it was.
func FuzzSave(f *testing.F) {
	for _, seed := range []string{
		commented, acme, "", "{}", "---\nui: {}\n...\n", "profiles: {a: {b: 1}}", "{profiles: {acme: }}", "profiles:\n acme:\n  region: |\n   us\n",
		"\"profiles\": !!map {}", "ui:\r\n  mouse: \"t\\\n  rue\"\r\nprofiles:", "profiles:\n  acme: {region: us} # a\n  # b\n  é: {region: eu}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := newWorld(t, text)
		w.stores = map[config.SecretKind]config.Store{config.FileSecret: &memoryStore{}}
		c, err := w.load()
		if err != nil {
			return
		}
		err = c.SaveAccount(t.Context(), config.Account{Profile: "acme", Region: "ca", ClientID: "a: b # c"}, mask.NewSecret(canary), config.FileSecret)
		if err != nil {
			if text != "" && w.text(t) != text || !strings.Contains(err.Error(), "edit it by hand") {
				t.Errorf("%q gives %v and became %q", text, err, w.text(t))
			}
			return
		}
		w.flags.Profile = ptr("acme")
		if c := w.mustLoad(t); c.ClientID.Value != "a: b # c" || c.Region.Value != "ca" || c.Secret.Value.Kind != config.FileSecret {
			t.Errorf("%q became %q", text, w.text(t))
		}
	})
}
