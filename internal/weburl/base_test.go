package weburl_test

import (
	"errors"
	"strings"
	"testing"

	"corotui/api"
	"corotui/config"
	"corotui/internal/weburl"
)

// TestBase: the settings and the client take the same addresses for those of an API,
// say the same about the others, and show no credentials.
func TestBase(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]error{
		"https://h.example":                    nil,
		"HTTPS://h.example/prefix":             nil,
		"http://127.0.0.1:8788":                nil,
		"HTTP://[::1]:1":                       nil,
		"http://localhost":                     nil,
		"http://h.example":                     weburl.ErrClear,
		"HTTP://127.0.0.1.example":             weburl.ErrClear,
		"https://u:canary@h.example":           weburl.ErrUser,
		"https://h.example/?token=canary":      weburl.ErrQuery,
		"https://h.example/?":                  weburl.ErrQuery,
		"https://h.example/#a":                 weburl.ErrQuery,
		"https://:8080":                        weburl.ErrHost,
		"https:h.example":                      weburl.ErrHost,
		"https://h.example:0":                  weburl.ErrPort,
		"https://h.example:99999":              weburl.ErrPort,
		"https://h.ex\u200bample":              weburl.ErrInside,
		"https://h.example/a b":                weburl.ErrInside,
		"https://u:canary@h.example/%zz":       weburl.ErrInvalid,
		"u:canary@h.example":                   weburl.ErrScheme,
		"ftp://h.example":                      weburl.ErrScheme,
		"":                                     weburl.ErrEmpty,
		weburl.OfRegion(weburl.Regions()[0]):   nil,
		weburl.OfRegion("nowhere") + "/legacy": weburl.ErrScheme,
	} {
		_, client := api.CheckBaseURL(raw)
		settings := config.CheckAPIURL(raw)
		if !errors.Is(client, want) || !errors.Is(settings, want) || (want == nil) != (client == nil && settings == nil) {
			t.Errorf("%q: the client says %v and the settings %v, want %v", raw, client, settings, want)
			continue
		}
		if want != nil && (client.Error() != settings.Error() || strings.Contains(client.Error(), "canary")) {
			t.Errorf("%q: the client says %q and the settings %q", raw, client, settings)
		}
	}
}
