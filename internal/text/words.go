package text

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"corotui/api"
)

// Lengths of time that ages are counted in; months and years are round ones.
const (
	day   = 24 * time.Hour
	month = 30 * day
	year  = 365 * day
)

// Ago is the time from then to now in its largest unit: "5m", "2h", "14d",
// "2mo", "1y"; "now" below a minute and for a clock that is behind; "" without
// a then.
func Ago(now, then time.Time) string {
	if then.IsZero() {
		return ""
	}
	n, unit := largest(now.Sub(then))
	if n == 0 {
		return "now"
	}
	return strconv.Itoa(n) + map[time.Duration]string{time.Minute: "m", time.Hour: "h", day: "d", month: "mo", year: "y"}[unit]
}

// Date is the day of then in UTC, in at most seven cells: "20 Nov" within a year of
// now, "2025-08" before that; "" without a then.
func Date(now, then time.Time) string {
	switch {
	case then.IsZero():
		return ""
	case now.Sub(then) < year-month:
		return then.UTC().Format("2 Jan")
	}
	return then.UTC().Format("2006-01")
}

// AgoLong is [Ago] in words: "3 days ago", "just now".
func AgoLong(now, then time.Time) string {
	if then.IsZero() {
		return ""
	}
	n, unit := largest(now.Sub(then))
	if n == 0 {
		return "just now"
	}
	word := map[time.Duration]string{time.Minute: "minute", time.Hour: "hour", day: "day", month: "month", year: "year"}[unit]
	return Plural(n, word, word+"s") + " ago"
}

func largest(d time.Duration) (int, time.Duration) {
	for _, unit := range []time.Duration{year, month, day, time.Hour, time.Minute} {
		if d >= unit {
			return int(d / unit), unit
		}
	}
	return 0, time.Minute
}

// Gap is a length of time for a sentence, in its two largest units: "2 h 04 m",
// "3 d 05 h", "40 s"; in one where nothing is left for the other: "3 d". Less
// than nothing is nothing.
func Gap(d time.Duration) string {
	d = max(0, d)
	two := func(large time.Duration, of string, small time.Duration, rest string) string {
		said := Count(int(d/large)) + " " + of
		if n := int(d % large / small); n > 0 {
			said += fmt.Sprintf(" %02d %s", n, rest)
		}
		return said
	}
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d/time.Second))
	case d < time.Hour:
		return two(time.Minute, "m", time.Second, "s")
	case d < day:
		return two(time.Hour, "h", time.Minute, "m")
	}
	return two(day, "d", time.Hour, "h")
}

// Took is how long an answer took, for a sentence: "240 ms", "1.2 s", "2 m 05 s".
func Took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "under 1 ms"
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Truncate(time.Second/10).Seconds())
	}
	return Gap(d)
}

// Count writes a number with a comma between the thousands.
func Count(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var parts []string
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return sign + strings.Join(append([]string{digits}, parts...), ",")
}

// Plural writes a number and the word for as many: "1 webhook", "1,030 workspaces".
func Plural(n int, one, many string) string {
	if n == 1 {
		return Count(n) + " " + one
	}
	return Count(n) + " " + many
}

// Sentence is what a user is told of an error: its own sentence where it has
// one, which says what happened and what to do next, or else its text, cleaned
// as it may quote a server.
func Sentence(err error) string {
	var told interface{ Sentence() string }
	if errors.As(err, &told) {
		return told.Sentence()
	}
	return Clean(api.Text(err.Error()))
}
