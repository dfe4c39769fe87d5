package weburl_test

import (
	"errors"
	"testing"

	"corotui/internal/weburl"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]error{
		"https://h.example/in?a=1#f":        nil,
		"HTTPS://h.example":                 nil,
		"http://127.0.0.1:8080":             nil,
		"https://u:pw@h.example/x?sig=ABC":  nil,
		"https://[::1]:1/":                  nil,
		"https://bücher.example/":           nil,
		"":                                  weburl.ErrEmpty,
		" \t":                               weburl.ErrEmpty,
		" https://h.example":                weburl.ErrBlank,
		"https://h.example/in\r":            weburl.ErrBlank,
		"https://h.example/in\n":            weburl.ErrBlank,
		"https://h.example/in\u200b":        weburl.ErrBlank,
		"https://h.example/a b":             weburl.ErrInside,
		"https://h.example/\x1b[2J":         weburl.ErrInside,
		"https://h.ex\u202eample/":          weburl.ErrInside,
		"notaurl":                           weburl.ErrScheme,
		"h.example/in":                      weburl.ErrScheme,
		"h.example:443/in":                  weburl.ErrScheme,
		"ftp://a.b":                         weburl.ErrScheme,
		"javascript:alert(1)":               weburl.ErrScheme,
		"//h.example/in":                    weburl.ErrScheme,
		"https:h.example":                   weburl.ErrHost,
		"https://":                          weburl.ErrHost,
		"https://:8080/x":                   weburl.ErrHost,
		"https:///path":                     weburl.ErrHost,
		"https://h.example:0/":              weburl.ErrPort,
		"https://h.example:99999/":          weburl.ErrPort,
		"https://h.example:99999999999999/": weburl.ErrPort,
		"https://h.example:port/":           weburl.ErrInvalid,
		"https://h.example/%zz":             weburl.ErrInvalid,
		"https://[::1/":                     weburl.ErrInvalid,
	} {
		if parsed, err := weburl.Parse(raw); !errors.Is(err, want) || (err == nil) != (parsed != nil) {
			t.Errorf("Parse(%q) = %v, want %v", raw, err, want)
		}
	}
}

func TestInTheClear(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"https://h.example": false, "http://h.example": true, "http://localhost:1": false, "http://127.0.0.9": false,
		"http://[::1]": false, "http://localhost.example": true, "HTTP://10.0.0.1": true,
	} {
		parsed, err := weburl.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := weburl.InTheClear(parsed); got != want {
			t.Errorf("InTheClear(%q) = %v", raw, got)
		}
	}
}
