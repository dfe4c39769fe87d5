package browse

import "testing"

func TestArrange(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		width, height int
		want          panes
	}{
		{60, 10, panes{height: 10, list: 60, detail: 60}},
		{80, 19, panes{height: 19, list: 80, detail: 80}},
		{109, 25, panes{height: 25, list: 109, detail: 109}},
		{110, 25, panes{height: 25, split: true, list: 80, detail: 28}},
		{200, 45, panes{height: 45, split: true, list: 95, detail: 103}},
		{300, 95, panes{height: 95, split: true, list: 95, detail: 203}},
		{1, 1, panes{height: 1, list: 1, detail: 1}},
	} {
		if got := arrange(test.width, test.height, 95); got != test.want {
			t.Errorf("arrange(%d, %d, 95) = %+v, want %+v", test.width, test.height, got, test.want)
		}
	}
}

// TestMoreRoomNeverTakesCells: beside the detail the list has no less than a usual
// terminal gives it, and neither of the two gets less in a wider terminal.
func TestMoreRoomNeverTakesCells(t *testing.T) {
	t.Parallel()
	for need := 40; need < 300; need += 20 {
		before := panes{}
		for width := 80; width <= 240; width++ {
			p := arrange(width, 25, need)
			if p.split != (width >= 110) || p.list < usual || p.split && before.split && (p.list < before.list || p.detail < before.detail) {
				t.Errorf("%d columns for a list of %d: %+v after %+v", width, need, p, before)
			}
			before = p
		}
		if wide := arrange(240, 25, need); wide.list < min(need, 140) {
			t.Errorf("240 columns for a list of %d: %+v", need, wide)
		}
	}
}
