//go:build unix

package main

import (
	"fmt"
	"math"
	"strings"

	"corotui/internal/text"
)

// The picture's sizes, in its own units.
const (
	pictureWidth  = 640
	pictureHeight = 360
	marginLeft    = 64
	marginBelow   = 48
	margin        = 24
)

// scale puts a value on an axis whose steps are powers of ten.
type scale struct{ low, high, from, to float64 }

func (s scale) at(value float64) float64 {
	return s.from + (math.Log10(value)-s.low)/(s.high-s.low)*(s.to-s.from)
}

// picture draws the time of the scans, and their limit, over the number of
// workspaces. Both axes are logarithmic, so that a cost per workspace is a
// straight line.
func picture(scans []scan) string {
	x := scale{0.7, 4, marginLeft, pictureWidth - margin}
	y := scale{-2, 2, pictureHeight - marginBelow, margin}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" role="img">
<title>The time of the scan of a fleet, beside its limit</title>
<rect width="100%%" height="100%%" fill="#fff"/>
`, pictureWidth, pictureHeight)
	for power := -2; power <= 2; power++ {
		seconds := math.Pow10(power)
		fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g s</text>`+"\n",
			marginLeft, y.at(seconds), pictureWidth-margin, marginLeft-8, y.at(seconds)+4, seconds)
	}
	for _, w := range scans {
		fmt.Fprintf(&b, `<path d="M%.1f %dV%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n",
			x.at(float64(w.Workspaces)), margin, pictureHeight-marginBelow, x.at(float64(w.Workspaces)), pictureHeight-marginBelow+18, text.Count(w.Workspaces))
	}
	line := func(colour, dash string, seconds func(scan) float64) {
		points := make([]string, len(scans))
		for i, w := range scans {
			points[i] = fmt.Sprintf("%.1f,%.1f", x.at(float64(w.Workspaces)), y.at(max(seconds(w), 0.01)))
		}
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2" stroke-dasharray="%s"/>`+"\n", strings.Join(points, " "), colour, dash)
	}
	line("#999", "6 4", func(w scan) float64 { return w.limit().Seconds() })
	line("#067", "none", func(w scan) float64 { return w.Took.Seconds() })
	line("#a50", "2 3", func(w scan) float64 { return w.Tree.Seconds() })
	for i, name := range []string{`fill="#067">the scan`, `fill="#777">its limit: requests x latency / concurrency`, `fill="#a50">of it for the tree`} {
		fmt.Fprintf(&b, `<text x="%d" y="%d" %s</text>`+"\n", marginLeft+12, margin+16+18*i, name)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">workspaces</text>`+"\n</svg>\n", pictureWidth/2, pictureHeight-10)
	return b.String()
}
