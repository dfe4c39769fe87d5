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
		{110, 25, panes{height: 25, split: true, list: 51, detail: 57}},
		{200, 45, panes{height: 45, split: true, list: 91, detail: 107}},
		{300, 95, panes{height: 95, split: true, list: 99, detail: 199}},
		{1, 1, panes{height: 1, list: 1, detail: 1}},
	} {
		if got := arrange(test.width, test.height); got != test.want {
			t.Errorf("arrange(%d, %d) = %+v, want %+v", test.width, test.height, got, test.want)
		}
	}
}
