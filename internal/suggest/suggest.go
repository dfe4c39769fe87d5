// Package suggest finds what someone may have meant by a word that is not known.
package suggest

import "strings"

// Nearest returns the candidate that a misspelled word most likely means, or ""
// when none is near: at most a third of its letters may differ. Case does not
// count.
func Nearest[T ~string](word string, candidates []T) T {
	return Within(word, candidates, max(2, len([]rune(strings.TrimSpace(word)))/3))
}

// Name is [Nearest] for names, which are short and have much in common by chance: the
// start of one will do, and else at most a third of its letters may differ.
func Name[T ~string](word string, names []T) T {
	if near := Within(word, names, len([]rune(strings.TrimSpace(word)))/3); near != "" {
		return near
	}
	var none T
	begin := strings.ToLower(strings.TrimSpace(word))
	for _, name := range names {
		if len(begin) > 1 && strings.HasPrefix(strings.ToLower(string(name)), begin) {
			return name
		}
	}
	return none
}

// Within is [Nearest] where at most so many letters may differ.
func Within[T ~string](word string, candidates []T, most int) T {
	var nearest T
	word = strings.ToLower(strings.TrimSpace(word))
	least := most + 1
	for _, candidate := range candidates {
		if d := distance([]rune(word), []rune(strings.ToLower(string(candidate)))); d < least {
			nearest, least = candidate, d
		}
	}
	return nearest
}

// distance counts the letters that must be added, left out, replaced, or
// swapped with their neighbor to get from a to b (optimal string alignment).
func distance(a, b []rune) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
