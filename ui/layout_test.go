package ui

import "testing"

func TestArrange(t *testing.T) {
	t.Parallel()
	tests := []struct {
		width, height, status int
		want                  layout
	}{
		{80, 24, 1, layout{width: 80, height: 24, body: 19}},
		{80, 24, 3, layout{width: 80, height: 24, body: 17}},
		{60, 15, 1, layout{width: 60, height: 15, body: 10}},
		{59, 15, 1, layout{width: 59, height: 15, body: 10, tooSmall: true}},
		{60, 14, 1, layout{width: 60, height: 14, body: 9, tooSmall: true}},
		{110, 30, 1, layout{width: 110, height: 30, body: 25}},
		{300, 100, 1, layout{width: 300, height: 100, body: 95}},
		{1, 1, 1, layout{width: 1, height: 1, body: 1, tooSmall: true}},
	}
	for _, test := range tests {
		if got := arrange(test.width, test.height, test.status); got != test.want {
			t.Errorf("arrange(%d, %d, %d) = %+v, want %+v", test.width, test.height, test.status, got, test.want)
		}
	}
}
