package text

import (
	"cmp"
	"fmt"
	"slices"
	"unicode"
)

// unicodeName is the name that Unicode gives a character which can be hidden, in lower
// case; empty if it has none. The whole list of Unicode's names would be 1.2 MB, so
// combining marks that few people write, and tags, are named by rule.
func unicodeName(r rune) string {
	at, found := slices.BinarySearchFunc(unicodeNames, r, func(n named, r rune) int { return cmp.Compare(n.of, r) })
	switch {
	case found:
		return unicodeNames[at].name
	case r >= '\ufe00' && r <= '\ufe0f':
		return fmt.Sprintf("variation selector-%d", r-'\ufe00'+1)
	case r >= '\U000e0100' && r <= '\U000e01ef':
		return fmt.Sprintf("variation selector-%d", r-'\U000e0100'+17)
	case r > tags+' ' && r < tags+0x7f:
		return "tag " + string(r-tags)
	case unicode.Is(unicode.M, r):
		return fmt.Sprintf("combining mark U+%04X", r)
	}
	return ""
}

// tags is where the characters of ASCII are once more, as tags.
const tags = '\U000e0000'

// named is a character and its name.
type named struct {
	of   rune
	name string
}

var unicodeNames = []named{
	{'\u00a0', "no-break space"}, {'\u00ad', "soft hyphen"}, {'\u0300', "combining grave accent"}, {'\u0301', "combining acute accent"},
	{'\u0302', "combining circumflex accent"}, {'\u0303', "combining tilde"}, {'\u0304', "combining macron"},
	{'\u0305', "combining overline"}, {'\u0306', "combining breve"}, {'\u0307', "combining dot above"}, {'\u0308', "combining diaeresis"},
	{'\u0309', "combining hook above"}, {'\u030a', "combining ring above"}, {'\u030b', "combining double acute accent"},
	{'\u030c', "combining caron"}, {'\u030d', "combining vertical line above"}, {'\u030e', "combining double vertical line above"},
	{'\u030f', "combining double grave accent"}, {'\u0310', "combining candrabindu"}, {'\u0311', "combining inverted breve"},
	{'\u0312', "combining turned comma above"}, {'\u0313', "combining comma above"}, {'\u0314', "combining reversed comma above"},
	{'\u0315', "combining comma above right"}, {'\u0316', "combining grave accent below"}, {'\u0317', "combining acute accent below"},
	{'\u0318', "combining left tack below"}, {'\u0319', "combining right tack below"}, {'\u031a', "combining left angle above"},
	{'\u031b', "combining horn"}, {'\u031c', "combining left half ring below"}, {'\u031d', "combining up tack below"},
	{'\u031e', "combining down tack below"}, {'\u031f', "combining plus sign below"}, {'\u0320', "combining minus sign below"},
	{'\u0321', "combining palatalized hook below"}, {'\u0322', "combining retroflex hook below"}, {'\u0323', "combining dot below"},
	{'\u0324', "combining diaeresis below"}, {'\u0325', "combining ring below"}, {'\u0326', "combining comma below"},
	{'\u0327', "combining cedilla"}, {'\u0328', "combining ogonek"}, {'\u0329', "combining vertical line below"},
	{'\u032a', "combining bridge below"}, {'\u032b', "combining inverted double arch below"}, {'\u032c', "combining caron below"},
	{'\u032d', "combining circumflex accent below"}, {'\u032e', "combining breve below"}, {'\u032f', "combining inverted breve below"},
	{'\u0330', "combining tilde below"}, {'\u0331', "combining macron below"}, {'\u0332', "combining low line"},
	{'\u0333', "combining double low line"}, {'\u0334', "combining tilde overlay"}, {'\u0335', "combining short stroke overlay"},
	{'\u0336', "combining long stroke overlay"}, {'\u0337', "combining short solidus overlay"},
	{'\u0338', "combining long solidus overlay"}, {'\u0339', "combining right half ring below"},
	{'\u033a', "combining inverted bridge below"}, {'\u033b', "combining square below"}, {'\u033c', "combining seagull below"},
	{'\u033d', "combining x above"}, {'\u033e', "combining vertical tilde"}, {'\u033f', "combining double overline"},
	{'\u0340', "combining grave tone mark"}, {'\u0341', "combining acute tone mark"}, {'\u0342', "combining greek perispomeni"},
	{'\u0343', "combining greek koronis"}, {'\u0344', "combining greek dialytika tonos"}, {'\u0345', "combining greek ypogegrammeni"},
	{'\u0346', "combining bridge above"}, {'\u0347', "combining equals sign below"}, {'\u0348', "combining double vertical line below"},
	{'\u0349', "combining left angle below"}, {'\u034a', "combining not tilde above"}, {'\u034b', "combining homothetic above"},
	{'\u034c', "combining almost equal to above"}, {'\u034d', "combining left right arrow below"},
	{'\u034e', "combining upwards arrow below"}, {'\u034f', "combining grapheme joiner"}, {'\u0350', "combining right arrowhead above"},
	{'\u0351', "combining left half ring above"}, {'\u0352', "combining fermata"}, {'\u0353', "combining x below"},
	{'\u0354', "combining left arrowhead below"}, {'\u0355', "combining right arrowhead below"},
	{'\u0356', "combining right arrowhead and up arrowhead below"}, {'\u0357', "combining right half ring above"},
	{'\u0358', "combining dot above right"}, {'\u0359', "combining asterisk below"}, {'\u035a', "combining double ring below"},
	{'\u035b', "combining zigzag above"}, {'\u035c', "combining double breve below"}, {'\u035d', "combining double breve"},
	{'\u035e', "combining double macron"}, {'\u035f', "combining double macron below"}, {'\u0360', "combining double tilde"},
	{'\u0361', "combining double inverted breve"}, {'\u0362', "combining double rightwards arrow below"},
	{'\u0363', "combining latin small letter a"}, {'\u0364', "combining latin small letter e"},
	{'\u0365', "combining latin small letter i"}, {'\u0366', "combining latin small letter o"},
	{'\u0367', "combining latin small letter u"}, {'\u0368', "combining latin small letter c"},
	{'\u0369', "combining latin small letter d"}, {'\u036a', "combining latin small letter h"},
	{'\u036b', "combining latin small letter m"}, {'\u036c', "combining latin small letter r"},
	{'\u036d', "combining latin small letter t"}, {'\u036e', "combining latin small letter v"},
	{'\u036f', "combining latin small letter x"}, {'\u0600', "arabic number sign"}, {'\u0601', "arabic sign sanah"},
	{'\u0602', "arabic footnote marker"}, {'\u0603', "arabic sign safha"}, {'\u0604', "arabic sign samvat"},
	{'\u0605', "arabic number mark above"}, {'\u061c', "arabic letter mark"}, {'\u06dd', "arabic end of ayah"},
	{'\u070f', "syriac abbreviation mark"}, {'\u0890', "arabic pound mark above"}, {'\u0891', "arabic piastre mark above"},
	{'\u08e2', "arabic disputed end of ayah"}, {'\u115f', "hangul choseong filler"}, {'\u1160', "hangul jungseong filler"},
	{'\u1680', "ogham space mark"}, {'\u180e', "mongolian vowel separator"}, {'\u2000', "en quad"}, {'\u2001', "em quad"},
	{'\u2002', "en space"}, {'\u2003', "em space"}, {'\u2004', "three-per-em space"}, {'\u2005', "four-per-em space"},
	{'\u2006', "six-per-em space"}, {'\u2007', "figure space"}, {'\u2008', "punctuation space"}, {'\u2009', "thin space"},
	{'\u200a', "hair space"}, {'\u200b', "zero width space"}, {'\u200c', "zero width non-joiner"}, {'\u200d', "zero width joiner"},
	{'\u200e', "left-to-right mark"}, {'\u200f', "right-to-left mark"}, {'\u202a', "left-to-right embedding"},
	{'\u202b', "right-to-left embedding"}, {'\u202c', "pop directional formatting"}, {'\u202d', "left-to-right override"},
	{'\u202e', "right-to-left override"}, {'\u202f', "narrow no-break space"}, {'\u205f', "medium mathematical space"},
	{'\u2060', "word joiner"}, {'\u2061', "function application"}, {'\u2062', "invisible times"}, {'\u2063', "invisible separator"},
	{'\u2064', "invisible plus"}, {'\u2066', "left-to-right isolate"}, {'\u2067', "right-to-left isolate"},
	{'\u2068', "first strong isolate"}, {'\u2069', "pop directional isolate"}, {'\u206a', "inhibit symmetric swapping"},
	{'\u206b', "activate symmetric swapping"}, {'\u206c', "inhibit arabic form shaping"}, {'\u206d', "activate arabic form shaping"},
	{'\u206e', "national digit shapes"}, {'\u206f', "nominal digit shapes"}, {'\u2800', "braille pattern blank"},
	{'\u3000', "ideographic space"}, {'\u3164', "hangul filler"}, {'\uffa0', "halfwidth hangul filler"},
	{'\ufff9', "interlinear annotation anchor"}, {'\ufffa', "interlinear annotation separator"},
	{'\ufffb', "interlinear annotation terminator"}, {'\U000110bd', "kaithi number sign"}, {'\U000110cd', "kaithi number sign above"},
	{'\U00013430', "egyptian hieroglyph vertical joiner"}, {'\U00013431', "egyptian hieroglyph horizontal joiner"},
	{'\U00013432', "egyptian hieroglyph insert at top start"}, {'\U00013433', "egyptian hieroglyph insert at bottom start"},
	{'\U00013434', "egyptian hieroglyph insert at top end"}, {'\U00013435', "egyptian hieroglyph insert at bottom end"},
	{'\U00013436', "egyptian hieroglyph overlay middle"}, {'\U00013437', "egyptian hieroglyph begin segment"},
	{'\U00013438', "egyptian hieroglyph end segment"}, {'\U00013439', "egyptian hieroglyph insert at middle"},
	{'\U0001343a', "egyptian hieroglyph insert at top"}, {'\U0001343b', "egyptian hieroglyph insert at bottom"},
	{'\U0001343c', "egyptian hieroglyph begin enclosure"}, {'\U0001343d', "egyptian hieroglyph end enclosure"},
	{'\U0001343e', "egyptian hieroglyph begin walled enclosure"}, {'\U0001343f', "egyptian hieroglyph end walled enclosure"},
	{'\U0001bca0', "shorthand format letter overlap"}, {'\U0001bca1', "shorthand format continuing overlap"},
	{'\U0001bca2', "shorthand format down step"}, {'\U0001bca3', "shorthand format up step"}, {'\U0001d173', "musical symbol begin beam"},
	{'\U0001d174', "musical symbol end beam"}, {'\U0001d175', "musical symbol begin tie"}, {'\U0001d176', "musical symbol end tie"},
	{'\U0001d177', "musical symbol begin slur"}, {'\U0001d178', "musical symbol end slur"}, {'\U0001d179', "musical symbol begin phrase"},
	{'\U0001d17a', "musical symbol end phrase"}, {'\U0001f3fb', "emoji modifier fitzpatrick type-1-2"},
	{'\U0001f3fc', "emoji modifier fitzpatrick type-3"}, {'\U0001f3fd', "emoji modifier fitzpatrick type-4"},
	{'\U0001f3fe', "emoji modifier fitzpatrick type-5"}, {'\U0001f3ff', "emoji modifier fitzpatrick type-6"},
	{'\U000e0001', "language tag"}, {'\U000e0020', "tag space"}, {'\U000e007f', "cancel tag"},
}
