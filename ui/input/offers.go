package input

import (
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/internal/filter"
	"corotui/ui/theme"
)

// Offers draws what may be typed next in a filter, in so many lines of a width at
// most. What fits the word that is being typed stands out.
func Offers(t theme.Theme, offers []filter.Offer, width, lines int) []string {
	drawn := make([]string, 1, max(1, lines))
	used := 0
	for i, offer := range offers {
		word, style := offer.Text+offer.Like, t.Muted
		if offer.Fits {
			style = t.Key
		}
		need := lipgloss.Width(word)
		if used > 0 {
			need++
		}
		room := width - used
		if last := len(drawn) == lines; last && i < len(offers)-1 {
			room -= 1 + lipgloss.Width(t.Signs.Ellipsis)
		}
		switch {
		case need <= room:
		case len(drawn) == lines:
			drawn[len(drawn)-1] += t.Muted.Render(" " + t.Signs.Ellipsis)
			return drawn
		default:
			drawn, used, need = append(drawn, ""), 0, lipgloss.Width(word)
		}
		if used > 0 {
			word = " " + word
		}
		drawn[len(drawn)-1] += style.Render(word)
		used += need
	}
	return drawn
}

// OffersLong is how wide the line of all offers is.
func OffersLong(offers []filter.Offer) int {
	words := make([]string, len(offers))
	for i, offer := range offers {
		words[i] = offer.Text + offer.Like
	}
	return lipgloss.Width(strings.Join(words, " "))
}

// Complete returns a filter with its last word completed by the first offer that
// fits, and whether one does.
func Complete(text string, offers []filter.Offer) (completed string, fits bool) {
	for _, offer := range offers {
		if offer.Fits {
			return filter.Complete(text, offer), true
		}
	}
	return text, false
}
