package ui

import "testing"

func TestArrange(t *testing.T) {
	t.Parallel()
	tests := []struct {
		width, height, status int
		want                  layout
	}{
		{80, 24, 1, layout{width: 80, height: 24, body: 19, list: 80, detail: 80}},
		{80, 24, 3, layout{width: 80, height: 24, body: 17, list: 80, detail: 80}},
		{60, 15, 1, layout{width: 60, height: 15, body: 10, list: 60, detail: 60}},
		{59, 15, 1, layout{width: 59, height: 15, body: 10, list: 59, detail: 59, tooSmall: true}},
		{60, 14, 1, layout{width: 60, height: 14, body: 9, list: 60, detail: 60, tooSmall: true}},
		{109, 30, 1, layout{width: 109, height: 30, body: 25, list: 109, detail: 109}},
		{110, 30, 1, layout{width: 110, height: 30, body: 25, split: true, list: 51, detail: 57}},
		{200, 50, 1, layout{width: 200, height: 50, body: 45, split: true, list: 91, detail: 107}},
		{300, 100, 1, layout{width: 300, height: 100, body: 95, split: true, list: 99, detail: 199}},
		{1, 1, 1, layout{width: 1, height: 1, body: 1, list: 1, detail: 1, tooSmall: true}},
	}
	for _, test := range tests {
		if got := arrange(test.width, test.height, test.status); got != test.want {
			t.Errorf("arrange(%d, %d, %d) = %+v, want %+v", test.width, test.height, test.status, got, test.want)
		}
	}
}
