package ui

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
)

// drafts has one form left over, once there is any.
type drafts struct{ left []byte }

func (d *drafts) Load(context.Context) ([]byte, error) { return d.left, nil }
func (d *drafts) Save(context.Context, []byte) error   { return nil }
func (d *drafts) Remove(context.Context) error         { return nil }

// TestAnOfferWaitsForTheList: what is found while another page is shown is offered as
// soon as the list is there again.
func TestAnOfferWaitsForTheList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		kept := new(drafts)
		m := started(t, func(o *Options) { o.Drafts = kept })
		kept.left = []byte(`{"workspace": "acme", "webhook": "b", "name": "Billing, new"}`)
		const offer = `Resume the unsaved form of "Billing"?`
		m = send(t, m, typed("?"))
		m = run(t, m, m.frame.work.Init())
		if strings.Contains(m.text(), offer) {
			t.Fatal("it is offered over another page")
		}
		m = send(t, m, typed("?"))
		m.shows(t, offer)
	})
}
