package doctor_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"corotui/api/emulator"
	"corotui/internal/doctor"
)

// examineBehind puts a server before an emulator of a variant, and examines the account
// there.
func examineBehind(t *testing.T, variant string, before func(next http.Handler) http.HandlerFunc) report {
	t.Helper()
	v, err := emulator.ParseVariant(variant)
	if err != nil {
		t.Fatal(err)
	}
	server, _ := serve(t, emulator.WithVariant(v))
	listener := httptest.NewServer(before(server))
	t.Cleanup(listener.Close)
	return examine(t.Context(), subject(t, listener.URL))
}

// TestPagesThatBeginAtOne look at first like pages that are ignored.
func TestPagesThatBeginAtOne(t *testing.T) {
	t.Parallel()
	for variant, refused := range map[string]bool{"list=paged,page-size=5": false, "list=paged": false, "list=paged,page-size=6": true} {
		t.Run(variant, func(t *testing.T) {
			t.Parallel()
			found := examineBehind(t, variant, func(next http.Handler) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) {
					query := r.URL.Query()
					if number, err := strconv.Atoi(query.Get("page")); err == nil {
						if refused && number > 1 {
							w.WriteHeader(http.StatusNotFound)
							return
						}
						query.Set("page", strconv.Itoa(number-1))
						r.URL.RawQuery = query.Encode()
					}
					next.ServeHTTP(w, r)
				}
			})
			says := "page works, and pages begin at 1"
			if refused {
				says = "page=2 returns 404, so pages may begin at 1"
			}
			found.want(t, "api/pages of webhooks", doctor.OK, says)
		})
	}
}

// TestListInAnotherEnvelope names the lists in it, and nothing that may be an id.
func TestListInAnotherEnvelope(t *testing.T) {
	t.Parallel()
	for body, says := range map[string]string{
		`{"content":[{"id":"a"}],"totalElements":1}`: "200, an object without items, with a list called content",
		`{"` + canary + `":[],"total":0}`:            "200, an object without items",
		`{"id":"a","name":"` + canary + `"}`:         "200, the single element itself",
	} {
		found := examineBehind(t, "list=envelope", func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/settings/webhooks") {
					_, _ = w.Write([]byte(body)) // a broken line is no concern of this server
					return
				}
				next.ServeHTTP(w, r)
			}
		})
		found.want(t, "api/list of webhooks", doctor.OK, says)
		if got := found["api/list of webhooks"].Says; !strings.HasSuffix(got, says) {
			t.Errorf("it says %q, want %q", got, says)
		}
	}
}

// TestPartOfATree: of workspaces that come in pages, only what came is told.
func TestPartOfATree(t *testing.T) {
	t.Parallel()
	plain := func(next http.Handler) http.HandlerFunc { return next.ServeHTTP }
	examineBehind(t, "search=paged,page-size=5", plain).want(t, "api/tree", doctor.OK, "all 5 returned are direct children")
	examineBehind(t, "search=paged", plain).want(t, "api/tree", doctor.OK, "children of children are found")
}

// TestTokenThatSoonEnds has a life that is told, too.
func TestTokenThatSoonEnds(t *testing.T) {
	t.Parallel()
	found := examineBehind(t, "expires-in=short", func(next http.Handler) http.HandlerFunc { return next.ServeHTTP })
	if says := found["account/token"].Says; !strings.HasSuffix(says, "is valid for 5s") && !strings.HasSuffix(says, "is valid for 4s") {
		t.Errorf("it says %q", says)
	}
}
