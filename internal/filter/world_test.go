package filter_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/internal/filter"
)

// TestOneNameInManyForms: what looks the same is found by any of its forms.
func TestOneNameInManyForms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fields api.Fields
		found  []string
		not    []string
	}{
		{api.Fields{Name: "Müller"}, []string{"müller", "mu\u0308ller", "MÜLLER", "MU\u0308LLER", "name:mu\u0308l"}, []string{"miller", "-müller"}},
		{api.Fields{Name: "Mu\u0308ller"}, []string{"müller", "mu\u0308ller", "MÜLLER", "name:ü"}, []string{"-mu\u0308ller"}},
		{api.Fields{Name: "Straße ΣΊΣΥΦΟΣ"}, []string{"strasse", "STRASSE", "straße", "σίσυφος", "ΣΊΣΥΦΟς"}, nil},
		{
			api.Fields{URL: "https://user@xn--bcher-kva.example:8443/in?q=1"},
			[]string{
				"url:bücher", "url:bu\u0308cher", "url:BÜCHER", "host:bücher", "bücher", "host:xn--bcher", "url:xn--bcher-kva",
				"https://user@bücher.example:8443/in", "host:bücher.example:8443", "url:/in?q=1",
			},
			[]string{"host:user", "host:/in", "host:in", "url:bucher", "-host:bücher"},
		},
		{
			api.Fields{URL: "https://BÜCHER.example/in"},
			[]string{"url:xn--bcher-kva", "host:xn--bcher-kva.example", "xn--bcher", "host:bücher", "https://xn--bcher-kva.example/in"},
			[]string{"host:in"},
		},
		{api.Fields{URL: "https://straße.example/"}, []string{"host:straße", "host:strasse", "host:xn--strae-oqa"}, nil},
		{api.Fields{URL: "bücher.example/in"}, []string{"host:bücher", "host:xn--bcher-kva"}, []string{"host:in"}},
		{api.Fields{URL: "https://xn--.example/x"}, []string{"host:xn--.example"}, nil},
		{api.Fields{Headers: []api.Header{{Name: "X-Ort", Value: "Mu\u0308nchen"}}}, []string{"header:x-ort=münchen"}, nil},
		{api.Fields{Description: "Zürich"}, []string{"zu\u0308rich", "ZÜRICH"}, []string{"name:zürich"}},
	}
	for _, test := range tests {
		subject := filter.NewSubject(&api.Webhook{ID: "id1", Fields: test.fields}, "Überlingen Dental")
		for at, text := range append(test.found, test.not...) {
			f, err := filter.Parse(text)
			if err != nil {
				t.Error(err)
			}
			for _, s := range append(filter.Together([]filter.Subject{subject}), subject) {
				if got := f.Match(s); got != (at < len(test.found)) {
					t.Errorf("%q over %+v: %v", text, test.fields, got)
				}
			}
		}
		if f, _ := filter.Parse("workspace:U\u0308BERLINGEN"); !f.Match(subject) {
			t.Error("the workspace was not found by its name in capitals, with the accent apart")
		}
	}
}

// TestUnknownFields: a field that there is not is told of, with those that there
// are, and the filter matches nothing, also where it excludes.
func TestUnknownFields(t *testing.T) {
	t.Parallel()
	subject := filter.NewSubject(billing(), "w")
	for _, text := range []string{"nofield:x", "nofield:", "billing stat:off", "-owner:me", "Größe:1", "off:banana", "off:>2x", "off:=>2d", "-off:x"} {
		f, err := filter.Parse(text)
		if err == nil {
			t.Errorf("Parse(%q) says nothing", text)
			continue
		}
		if f.Match(subject) || f.Empty() {
			t.Errorf("%q matches", text)
		}
		var unknown *filter.UnknownFieldError
		if !strings.Contains(text, "off:") || strings.Contains(text, "stat") {
			if !errors.As(err, &unknown) || !strings.Contains(unknown.Sentence(), "workspace:") || strings.Contains(text, "stat") != strings.Contains(unknown.Sentence(), "Did you mean status:?") {
				t.Errorf("of %q it says: %v", text, err)
			}
		}
	}
	for _, text := range []string{"https://hooks.acme", "hooks.acme:8443", "localhost:80", `"nofield:x"`, `"nofield":x`, "127.0.0.1:80", "a-b:c", ":x"} {
		if _, err := filter.Parse(text); err != nil {
			t.Errorf("Parse(%q): %v", text, err)
		}
	}
}

// TestOffCountsFromWhatIsKnown: the start of a gap is what the subject says; one
// that is enabled, or disabled since no one knows when, is in no age.
func TestOffCountsFromWhatIsKnown(t *testing.T) {
	t.Parallel()
	now := billing().Updated.Add(time.Hour)
	f, _ := filter.Parse("off:>2d")
	is := func(change func(*api.Webhook)) filter.Subject {
		w := billing()
		change(w)
		return filter.NewSubject(w, "w")
	}
	long := api.Off{Since: now.Add(-72 * time.Hour)}
	for name, test := range map[string]struct {
		subject filter.Subject
		want    bool
	}{
		"by its last change":      {is(func(*api.Webhook) {}), false},
		"by what is known better": {is(func(w *api.Webhook) { w.Off = long }), true},
		"not known":               {is(func(w *api.Webhook) { w.Updated = time.Time{} }), false},
		"enabled":                 {is(func(w *api.Webhook) { w.Status, w.Off = api.Enabled, long }), false},
	} {
		if got := f.At(now).Match(test.subject); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	place := filter.NewWorkspace(api.Workspace{
		ID: "acme_AB12_x", DisplayName: "Mu\u0308ller Zahnärzte", Domain: "xn--mller-kva.example", Type: "child",
	})
	for text, want := range map[string]bool{
		"": true, "müller": true, "MÜLLER ab12": true, "müller absent": false, "-müller": false, "-absent": true,
		"name:zahnärzte": true, "id:acme": true, "id:müller": false, "domain:müller": true, "domain:xn--mller": true,
		"type:child": true, "workspace:müller": true, "ws:ab12": true, "workspace:example": false, "type:channel": false, "-type:channel": true,
	} {
		p, err := filter.ParseWorkspaces(text)
		if err != nil || p.Match(place) != want {
			t.Errorf("%q: %v, %v", text, p.Match(place), err)
		}
	}
	if _, err := filter.ParseWorkspaces("status:off"); err == nil || !strings.Contains(err.Error(), "domain") {
		t.Errorf("a field of webhooks is none of workspaces: %v", err)
	}
}
