package mask_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"corotui/internal/mask"
)

func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	secret := mask.NewSecret("canary")
	holder := struct {
		Secret  mask.Secret
		Pointer *mask.Secret
		List    []mask.Secret
		Map     map[string]mask.Secret
		hidden  mask.Secret // fmt calls no methods on what is not exported
		deeper  struct{ list []mask.Secret }
	}{
		secret, &secret, []mask.Secret{secret}, map[string]mask.Secret{"a": secret}, secret,
		struct{ list []mask.Secret }{[]mask.Secret{secret}},
	}
	var printed strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T %[1]v"} {
		fmt.Fprintf(&printed, verb+"\n", secret)
		fmt.Fprintf(&printed, verb+"\n", &secret)
		fmt.Fprintf(&printed, verb+"\n", holder)
	}
	printed.WriteString(fmt.Sprint(secret, holder))
	printed.WriteString(errors.Join(fmt.Errorf("wrapped %v", holder), fmt.Errorf("%s", secret)).Error())
	if text, err := json.Marshal(holder); err != nil {
		t.Error(err)
	} else {
		printed.Write(text)
	}
	if text, err := yaml.Marshal(holder); err != nil {
		t.Error(err)
	} else {
		printed.Write(text)
	}
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("x", "secret", secret, "holder", holder, slog.Group("g", "s", secret))
	}
	printed.Write(log.Bytes())
	for _, leak := range []string{"canary", "63616e617279", "63616E617279", "Y2FuYXJ5", "[99 97 110"} {
		if strings.Contains(printed.String(), leak) {
			t.Errorf("%q was printed in\n%s", leak, printed.String())
		}
	}
	if secret.Reveal() != "canary" {
		t.Error("Reveal does not give the value")
	}
}

func TestEqualAndEmpty(t *testing.T) {
	t.Parallel()
	a, b, none := mask.NewSecret("a"), mask.NewSecret("b"), mask.Secret{}
	if !a.Equal(mask.NewSecret("a")) || a.Equal(b) || a.Equal(none) || !none.Equal(mask.NewSecret("")) {
		t.Error("Equal is wrong")
	}
	if a.Empty() || !none.Empty() || none.String() != "" || none.Reveal() != "" {
		t.Error("Empty is wrong")
	}
	if a != mask.NewSecret("a") || a == b || none != mask.NewSecret("") {
		t.Error("== does not compare the values")
	}
}

func TestIsMask(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"": true, "********": true, "••••": true, " * ": true, "a***": false, "secret": false, "***1234": false,
	} {
		if got := mask.IsMask(value); got != want {
			t.Errorf("IsMask(%q) = %v", value, got)
		}
	}
}

func TestHides(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"****1234": true, "whsec_***": true, "•••abcd": true, "ab●●●●": true, "***": true,
		"": false, "a**b": false, "secret": false, "..•.•.•": false,
	} {
		if got := mask.Hides(value); got != want {
			t.Errorf("Hides(%q) = %v", value, got)
		}
	}
}

func TestSensitiveHeader(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"Authorization": true, "authorization": true, "X-Api-Key": true, "X-API-KEY": true, "apikey": true, "X-Auth": true,
		"Cookie": true, "Set-Cookie": true, "X-Hub-Signature-256": true, "client_secret": true, "clientSecretValue": true,
		"signingKey": true, "accessKeyID": true, "X-PagerDuty-Routing-Key": true, "monkeyWrench": false, "keyboardKey": true,
		"X-Access-Token": true, "X-Session": true, "Proxy-Authorization": true,
		"X-Env": false, "X-Keyboard": false, "X-Queue": false, "Content-Type": false, "X-Author": false, "": false, "X-Monkey": false,
	} {
		if got := mask.SensitiveHeader(name); got != want {
			t.Errorf("SensitiveHeader(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestHeaderValue(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"Bearer canary": "Bearer " + mask.Dots, "basic canary": "basic " + mask.Dots, "canary": mask.Dots, "canary x": mask.Dots, "Bearer": mask.Dots, "": mask.Dots,
	} {
		if got := mask.HeaderValue(value); got != want {
			t.Errorf("HeaderValue(%q) = %q, want %q", value, got, want)
		}
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	dots := mask.Dots
	for raw, want := range map[string]string{
		"":                                            "",
		"https://h.example/a?v=2&x=y#f":               "https://h.example/a?v=2&x=y#f",
		"https://u:canary@h.example/a":                "https://" + dots + "@h.example/a",
		"https://canary@h.example":                    "https://" + dots + "@h.example",
		"https://u:p@canary@h.example/a":              "https://" + dots + "@h.example/a",
		"https://h.example?token=canary":              "https://h.example?token=" + dots,
		"https://h.example/?a=1&sig=canary&b=2":       "https://h.example/?a=1&sig=" + dots + "&b=2",
		"https://h.example/?x=abcdef0123456789abcdef": "https://h.example/?x=" + dots,
		"https://h.example/?abcdef0123456789abcdef":   "https://h.example/?" + dots,
		"https://h.example/?code=":                    "https://h.example/?code=",
		"%zz://u:canary@h?token=canary":               dots + "@h?" + dots,
		"%zz://u:can@ary@h":                           dots + "@h",
		"no url at all":                               "no url at all",
		"u:canary@h.example/a":                        dots + "@h.example/a",
		"canary@h.example":                            dots + "@h.example",
		"h.example/a@b":                               "h.example/a@b",
		"https://h.example/?a=1;token=canary;b=2":     "https://h.example/?a=1;token=" + dots + ";b=2",
		"https://h.example/?%74oken=canary":           "https://h.example/?%74oken=" + dots,
		"https://h.example/?signingKey=canary":        "https://h.example/?signingKey=" + dots,
		"https://h.example/#access_token=canary&b=1":  "https://h.example/#access_token=" + dots + "&b=1",
		"https://h.example/?a=1#token=canary":         "https://h.example/?a=1#token=" + dots,
		"https://h.example/#top":                      "https://h.example/#top",
	} {
		if got := mask.URL(raw); got != want {
			t.Errorf("URL(%q) = %q, want %q", raw, got, want)
		}
	}
}

func FuzzURL(f *testing.F) {
	for _, seed := range []string{"https://u:p@h/?token=a", "%", "?", "a@b@c?d?e", "https:///?key=x#y", "//@"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		masked := mask.URL(raw)
		if again := mask.URL(masked); len(again) > len(masked)+10*len(mask.Dots) {
			t.Errorf("%q grew to %q", masked, again)
		}
		if withSecret := mask.URL("https://h.example/?token=canary-" + strings.NewReplacer("&", "", "#", "", "%", "").Replace(raw)); strings.Contains(withSecret, "canary-") {
			t.Errorf("a token is shown: %q", withSecret)
		}
	})
}
