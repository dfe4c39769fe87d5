package filter_test

import (
	"slices"
	"testing"

	"corotui/internal/filter"
)

// TestOffers: what may be typed next, with what fits marked, and what a filter is
// once the first that fits is taken.
func TestOffers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text     string
		first    string // the first offer; empty: there is none
		fits     string // the first that fits; empty: none does
		complete string
	}{
		{"", "status:", "", ""},
		{"billing ", "status:", "", ""},
		{"s", "status:", "status:", "status:"},
		{"billing -TR", "status:", "trigger:", "billing -trigger:"},
		{"quick", "status:", "", ""},
		{"status:", "off", "off", "status:off "},
		{"status:d", "disabled", "disabled", "status:disabled "},
		{"-status:of", "off", "off", "-status:off "},
		{"status:x", "off", "", ""},
		{"x\u00a0-event:users-c", "protected-users-count-updated", "protected-users-count-updated", "x\u00a0-event:protected-users-count-updated "},
		{"trigger:us", "protected-users-added", "protected-users-added", "trigger:protected-users-added "}, // not "status"
		{"off:", ">2d", ">2d", "off:>2d "},
		{"off:<", "<3h", "<3h", "off:<3h "},
		{"name:x", "", "", ""},
		{"nofield:x", "", "", ""},
		{`name:"Billing to s`, "", "", ""},
		{`"Billing to" s`, "status:", "status:", `"Billing to" status:`},
	} {
		offers := filter.Offers(test.text, filter.Fields)
		first := filter.Offer{}
		if len(offers) > 0 {
			first = offers[0]
		}
		if first.Text != test.first {
			t.Errorf("after %q it offers %v", test.text, offers)
		}
		at := slices.IndexFunc(offers, func(o filter.Offer) bool { return o.Fits })
		switch {
		case at < 0 && test.fits == "":
		case at < 0 || offers[at].Text != test.fits:
			t.Errorf("%q fits %v, want %s", test.text, offers, test.fits)
		default:
			if got := filter.Complete(test.text, offers[at]); got != test.complete {
				t.Errorf("%q is completed to %q", test.text, got)
			}
		}
	}
}
