package delivery

// What the first delivery of Coro that is verified settles, and what to do about it.
// Nothing secret is asked for.
const (
	HowToReport = "Coro's documentation leaves open what it signs and how: if Coro sent this delivery, please open an issue on corotui's " +
		"project page with the scheme and the encoding, and nothing else"
	HowToSettle = "check one with corotui verify, and open an issue on corotui's project page with its scheme and encoding, and nothing else"
)
