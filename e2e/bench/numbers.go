//go:build unix

package main

import (
	"cmp"
	"slices"
	"time"
)

// median and p95 return the value that half and 95 percent of the values do not
// exceed, and 0 of none.
func median[T cmp.Ordered](values []T) T { return quantile(values, 50) }
func p95[T cmp.Ordered](values []T) T    { return quantile(values, 95) }

func quantile[T cmp.Ordered](values []T, percent int) T {
	var none T
	if len(values) == 0 {
		return none
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)*percent+99)/100-1]
}

// ms writes a time in milliseconds.
func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func mebibytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }
