package mask

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// compiled returns an expression that is compiled when it is first used: most
// runs meet no text that needs one.
func compiled(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// tokenPrefixes begin the credentials of services that name theirs. A value
// that has one is a credential wherever it stands.
var tokenPrefixes = []struct {
	prefix string
	rest   int // how many characters of a token must follow
}{
	{"xoxb-", 4}, {"xoxp-", 4}, {"xoxa-", 4}, {"xoxr-", 4}, {"xoxs-", 4}, {"xoxe-", 4}, {"xoxe.", 4}, {"xapp-", 8}, {"xwfp-", 8}, // Slack
	{"ghp_", 4}, {"gho_", 4}, {"ghu_", 4}, {"ghs_", 4}, {"ghr_", 4}, {"github_pat_", 4}, // GitHub
	{"glpat-", 4}, {"gldt-", 8}, {"glrt-", 8}, {"glcbt-", 8}, {"glptt-", 8}, {"glft-", 8}, {"glsoat-", 8}, {"gloas-", 8}, // GitLab
	{"sk_live_", 4}, {"sk_test_", 4}, {"rk_live_", 4}, {"rk_test_", 4}, {"whsec_", 4}, // Stripe, Svix
	{"sk-ant-", 8}, {"sk-proj-", 8}, {"sk-", 24}, {"gsk_", 24}, {"hf_", 24}, {"r8_", 24}, {"pcsk_", 24}, // models
	{"AIza", 30}, {"ya29.", 8}, {"GOCSPX-", 8}, // Google
	{"SG.", 20}, {"key-", 32}, {"xkeysib-", 16}, {"xsmtpsib-", 16}, // mail
	{"shpat_", 8}, {"shpca_", 8}, {"shppa_", 8}, {"shpss_", 8}, {"sq0atp-", 8}, {"sq0csp-", 8}, // shops
	{"npm_", 30}, {"pypi-", 40}, {"rubygems_", 24}, {"dckr_pat_", 8}, // registries
	{"dop_v1_", 8}, {"doo_v1_", 8}, {"dor_v1_", 8}, {"hvs.", 8}, {"hvb.", 8}, {"hvr.", 8}, {"dapi", 32}, {"pscale_tkn_", 8}, // clouds
	{"glsa_", 8}, {"glc_", 20}, {"NRAK-", 8}, {"NRII-", 8}, {"sntrys_", 8}, {"sntryu_", 8}, // monitoring
	{"lin_api_", 8}, {"ntn_", 24}, {"figd_", 8}, {"PMAK-", 8}, {"pat-na1-", 8}, {"pat-eu1-", 8}, // tools
	{"ATATT3x", 8}, {"ATCTT3x", 8}, {"ATBB", 24}, {"AGE-SECRET-KEY-", 8}, {"sbp_", 24},
}

// tokenShapes are those of credentials that are told by more than a beginning:
// keys of AWS, JSON Web Tokens, bots of Telegram, Twilio's keys, Slack's paths. What
// cannot be one by its beginning is not compared: to compile this takes a start longer
// than to show a list.
var tokenShapes = compiled(`^(?:(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}|eyJ[\w-]{5,}\.[\w-]+\.[\w-]*|\d{6,12}:[\w-]{30,}|SK[0-9a-f]{32})$`)

// knownToken reports whether a run of characters is a credential by its look.
func knownToken(run string) bool {
	for _, known := range tokenPrefixes {
		if rest, begins := strings.CutPrefix(run, known.prefix); begins && len(rest) >= known.rest {
			return true
		}
	}
	return len(run) >= 16 && (begins(run, "A", "eyJ", "SK") || strings.Contains(run, ":")) && tokenShapes().MatchString(run)
}

// begins reports whether a text begins with one of some.
func begins(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(s, prefix) })
}

const (
	decimalDigits = "0123456789"
	hexDigits     = decimalDigits + "abcdefABCDEF"
	ulidDigits    = decimalDigits + "ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz"
)

// only reports whether a text has no characters but these.
func only(s, characters string) bool { return strings.Trim(s, characters) == "" }

// isID reports whether a text has one of the common forms of what tells things apart:
// UUIDs, the 24 hexadecimal digits of ObjectIds, ULIDs.
func isID(s string) bool {
	switch len(s) {
	case 24:
		return only(s, hexDigits)
	case 26:
		return s[0] <= '7' && only(s, ulidDigits)
	}
	if s = strings.TrimSuffix(strings.TrimPrefix(s, "{"), "}"); len(s) != 36 {
		return false
	}
	for i, r := range []byte(s) {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (r == '-') {
			return false
		}
	}
	return only(s, hexDigits+"-")
}

// isDate reports whether a text is a date and time of day that is written without gaps,
// or a time as one number.
func isDate(s string) bool {
	if len(s) < 12 || !only(s[:8], decimalDigits) {
		return false
	}
	clock := strings.TrimSuffix(strings.TrimPrefix(s[8:], "T"), "Z")
	return len(clock) >= 4 && len(clock) <= 9 && only(clock, decimalDigits)
}

// The lengths from which a value that looks random is taken for a credential.
const (
	opaqueLength   = 20 // in a query, or as the whole of a value
	opaqueInside   = 24 // inside of text or of a path, where names and slugs stand too
	opaqueHex      = 32 // there, of hexadecimal digits
	opaqueShuffled = 16 // how much of it must look random
)

// opaque reports whether a whole value looks random: long, and mostly of pieces
// that mix letters and digits as no word or date does.
func opaque(value string) bool {
	return len(value) >= opaqueLength && shuffled(value) >= opaqueShuffled
}

// opaquePart is [opaque] for a part of a path or of a sentence. A UUID there is
// most often an id.
func opaquePart(part string) bool {
	switch {
	case len(part) < opaqueInside || isID(part):
		return false
	case hexadecimal(part):
		return len(part) >= opaqueHex
	}
	return shuffled(part) >= opaqueInside-4
}

// shuffled counts the characters of a value that stand in pieces which look
// random.
func shuffled(value string) int {
	count := 0
	for piece := range strings.FieldsFuncSeq(value, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if random(piece) {
			count += utf8.RuneCountInString(piece)
		}
	}
	return count
}

// Marks of a random piece: shorter ones are words like "x64", and in those that
// are made of words and numbers what kind of character it is changes seldom.
const (
	shortestRandom = 6
	steadyRun      = 8
)

func random(piece string) bool {
	if len(piece) < shortestRandom || isDate(piece) {
		return false
	}
	changes, humps, digits, letters := 0, 0, 0, 0
	var last rune
	for i, r := range piece {
		if unicode.IsDigit(r) {
			digits++
		} else {
			letters++
		}
		if i > 0 && unicode.IsDigit(r) != unicode.IsDigit(last) {
			changes++
		}
		if i > 0 && unicode.IsUpper(r) && unicode.IsLower(last) {
			humps++
		}
		last = r
	}
	if digits == 0 || letters == 0 {
		// Camel case has a hump for a word of four letters or more.
		return letters >= opaqueShuffled && humps*4 > letters
	}
	return changes > 1 && (changes+humps)*steadyRun >= len(piece) || len(piece) >= opaqueLength && hexadecimal(piece)
}

func hexadecimal(s string) bool {
	return strings.Trim(s, "0123456789abcdef") == "" || strings.Trim(s, "0123456789ABCDEF") == ""
}
