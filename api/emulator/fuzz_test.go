package emulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"corotui/api/emulator"
)

// FuzzBody writes any body in any variant: the server answers, and whatever it
// then holds and shows is good JSON with the id that it gave.
func FuzzBody(f *testing.F) {
	for n, body := range []string{
		newWebhook, "", "{", "[]", "null", `{"name":"a","name":"b"}`, `{"triggers":[[]]}`, `{"headers":{"a":{"b":[]}}}`,
		`{"id":7,"created":"x","updated":[]}`, `{"applyToAllDescendents":"TRUE","applyToAllDescendants":1}`, "{\"a\":\"\xff\"}",
		strings.Repeat(`{"a":`, 5000), `{"url":"http://[::1]:namedport"}`, `{"":"","\u0000":null}`, `{"secret":null,"status":"ENABLED"}`,
	} {
		f.Add(n, body)
	}
	variants := emulator.Variants()
	f.Fuzz(func(t *testing.T, n int, body string) {
		v := variants[(n%len(variants)+len(variants))%len(variants)].Variant
		v.Audience = ""
		server := emulator.New(emulator.Demo(), emulator.WithVariant(v))
		send := func(method, path, token, body string) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
			r.Header = http.Header{"Content-Type": {"application/json"}, "Workspace": {emulator.DemoChannel}}
			r.Header.Set("Authorization", "Bearer "+token)
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			return w
		}
		send("POST", "/oauth/token", "", body)
		send("POST", "/oauth/token", "", operations[emulator.OpToken].body)
		token := server.Tokens()[0]
		send("POST", hooks, token, body)
		send("PUT", hooks+"/"+billing, token, body)
		for _, doc := range server.Webhooks(emulator.DemoChannel) {
			var held struct{ ID string }
			if err := json.Unmarshal(doc, &held); err != nil || len(held.ID) != 24 || !utf8.Valid(doc) {
				t.Fatalf("the server holds %s: %v", doc, err)
			}
		}
		if list := send("GET", hooks, token, ""); list.Code != http.StatusOK || !json.Valid(list.Body.Bytes()) {
			t.Fatalf("listed %d %s", list.Code, list.Body)
		}
	})
}

// FuzzPath asks for any path: the server answers and never panics.
func FuzzPath(f *testing.F) {
	for _, path := range []string{hooks, hooks + "/%2e%2e", hooks + "/a%2Fb/test?page=9999999999999999999", "/v1/workspaces/search?page=-1&size=0", "//", "/%zz"} {
		f.Add(path, "GET")
	}
	server := emulator.New(emulator.Demo(), emulator.WithVariant(emulator.Variant{List: "repeating", SizeParameter: "size"}))
	f.Fuzz(func(t *testing.T, path, method string) {
		r, err := http.NewRequestWithContext(t.Context(), method, "http://any.example"+path, http.NoBody)
		if err != nil {
			t.Skip("not a request")
		}
		r.Header = http.Header{"Content-Type": {"application/json"}, "Workspace": {emulator.DemoChannel}}
		w := httptest.NewRecorder()
		if len(server.Tokens()) == 0 {
			token := httptest.NewRequestWithContext(t.Context(), "POST", "/oauth/token", strings.NewReader(operations[emulator.OpToken].body))
			token.Header = r.Header
			server.ServeHTTP(httptest.NewRecorder(), token)
		}
		r.Header.Set("Authorization", "Bearer "+server.Tokens()[0])
		server.ServeHTTP(w, r)
		if w.Code < 200 || w.Code > 499 {
			t.Errorf("%s %s: got %d", method, path, w.Code)
		}
	})
}

// FuzzParseFault reads any text; what it understands it can write and read
// again.
func FuzzParseFault(f *testing.F) {
	for _, kind := range emulator.FaultKinds() {
		f.Add("list:" + kind.Name)
	}
	for _, option := range emulator.FaultOptions() {
		f.Add("any:500," + option.Name)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		fault, err := emulator.ParseFault(spec)
		if err != nil {
			return
		}
		if again, err := emulator.ParseFault(fault.String()); err != nil || again != fault {
			t.Errorf("%q was written as %q and read as %+v, %v", spec, fault, again, err)
		}
	})
}

// FuzzParseVariant does the same for variants.
func FuzzParseVariant(f *testing.F) {
	for _, named := range emulator.Variants() {
		f.Add(named.Variant.String())
	}
	f.Fuzz(func(t *testing.T, spec string) {
		v, err := emulator.ParseVariant(spec)
		if err != nil {
			return
		}
		if again, err := emulator.ParseVariant(v.String()); err != nil || again != v {
			t.Errorf("%q was written as %q and read as %+v, %v", spec, v, again, err)
		}
	})
}
