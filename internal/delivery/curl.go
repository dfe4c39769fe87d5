package delivery

import (
	"maps"
	"slices"
	"strings"

	"corotui/internal/mask"
)

// Curl is the command that sends the message, for a POSIX shell. The secret that
// signs is never in it. What else is secret, in the URL and in the headers of
// the configuration, is masked unless it is to be shown; such a command does not
// work as it is.
func (m Message) Curl(show bool) string {
	url := m.URL
	if !show {
		url = mask.URL(url)
	}
	var b strings.Builder
	b.WriteString("curl -i -X POST " + InShell(url))
	for _, name := range slices.Sorted(maps.Keys(m.Header)) {
		for _, value := range m.Header[name] {
			if !show && !ours(name) {
				value = mask.HeaderShown(name, value)
			}
			b.WriteString(" \\\n  -H " + InShell(name+": "+value))
		}
	}
	b.WriteString(" \\\n  --data-binary " + InShell(string(m.Body)))
	return b.String()
}

// ours reports that a header is of the delivery, and not of the configuration.
func ours(name string) bool {
	return slices.Contains([]string{HeaderID, HeaderType, HeaderSignature, HeaderResentBy, headerContent}, name)
}

// InShell is a word for a POSIX shell, which reads it back as it is.
func InShell(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
