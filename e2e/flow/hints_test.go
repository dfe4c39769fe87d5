package flow_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestTheHelpLineOffersMoreWhereThereIsRoom: what the daily work needs at every width, in
// the list and in the detail, and more of it in wide terminals.
func TestTheHelpLineOffersMoreWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		size         size
		list, detail string
	}{
		{size{60, 15}, " space on/off  enter open  t test  / filter  f fleet  ? more", "space disable  t test  e edit  d delete  esc back  ? more"},
		{size{80, 24}, "/ filter  f fleet  w workspaces  ? more", "d delete  esc back  J JSON  y copy…  ? more"},
		{size{110, 30}, "w workspaces  e edit  n new  x mark  d delete  ? more", "J JSON  y copy…  > copy to…  ] next  c copy to new  ? more"},
		{size{200, 50}, "> copy to…  J JSON  T test, enable  u undo  s sort  c copy to new  h history  ? more", "v reveal  [ previous  u undo  h history  ? more"},
	} {
		t.Run(test.size.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, test.size, emulator.Variant{})
			w.WaitFor(test.list)
			w.choose("Usage report")
			w.Press("enter")
			w.WaitFor(test.detail)
			w.Press("esc", "x")
			w.WaitFor("space on/off marked  b change…  t test")
		})
	}
}
