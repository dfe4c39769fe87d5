package mask_test

import (
	"encoding/json"
	"strings"
	"testing"

	"corotui/internal/mask"
)

// secretValues are values under names that say nothing, with what is secret in
// braces. Tabs separate a value's name, where it has one, from the value.
const secretValues = `
X-Up	Bearer {x}
X-Up	bearer {canary}
X-Up	Basic {dXNlcjpjYW5hcnk=}
X-Up	Token {canary1}
X-Up	Splunk {1b4e28ba-2fa1-11d2-883f-0016d3cca427}
X-Up	GenieKey {canary-1}
X-Forward-To	https://{u:pw}@h.example?token={x}
X-Forward-To	https://hooks.slack.com/services/T01/B02/{canary}
X-Forward-To	{u:pw}@h.example/in
Link	<https://h.example/?sig={canary}>; rel="next"
X-Opts	v=1; token={canary}; mode=fast
X-Opts	password: {canary1}
X-Opts	secret="{canary}"
X-Hook	{aB3dE5gH7jK9mN1pQ3sT5}
X-Hook	{f47ac10b-58cc-4372-a567-0e02b2c3d479}
X-Hook	{5f4dcc3b5aa765d61d8327deb882cf99}
X-Hook	{xoxb-canary}
X-Hook	{ghp_canarycanary}
X-Hook	{glpat-canarycanary}
X-Hook	{sk_live_canary}
X-Hook	{AKIAIOSFODNN7EXAMPLE}
X-Hook	{whsec_canary}
X-Hook	{hvs.canarycanary}
X-Hook	use {xoxb-canary} please
X-Request-Id	{xoxb-canary}
X-Hook	{eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl}
X-Hook	v1,{K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN6H1pAv4}
X-Bot	{123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0}`

// plainValues look like them.
const plainValues = `
X-Env	prod
X-Plan	Basic plan
X-Plan	Basic Plan
X-Plan	Bearer of good news
X-Plan	Token expired
X-Team	northwind-dental-msp-operations-2024
X-Team	NorthwindDentalBillingReceiver
Workspace	northwinddental_K7Q2_x
X-Request-Id	f47ac10b-58cc-4372-a567-0e02b2c3d479
X-Correlation-Id	aB3dE5gH7jK9mN1pQ3sT5
X-Tenant	f47ac10b-58cc-4372-a567-0e02b2c3d479
Traceparent	00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
ETag	"33a64df551425fcc55e4d42a148795d9f25f89d4"
If-None-Match	W/"33a64df551425fcc55e4d42a148795d9f25f89d4"
X-Git-Commit	356a192b7913b04c54574d18c28d46e6395428ab
User-Agent	Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0
Accept	application/vnd.github.v3+json;q=0.9, text/html;charset=utf-8
Content-Type	multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW
Date	Tue, 15 Jan 2026 10:00:00 GMT
X-At	2024-01-15T10:00:00.000000Z
X-At	20240115T100000Z
Cache-Control	max-age=63072000, must-revalidate
X-Forwarded-For	203.0.113.195, 2001:db8:85a3:8d3:1319:8a2e:370:7348
X-Mail	joe@northwind.example
X-Mail	mailto:joe@northwind.example
X-Status	statusCode=200; countryCode=US
X-Status	code=200
X-Path	/opt/coro/receivers/v2/billing/in
X-Words	sk-learn, xoxb, ghp_, AKIA and whsec_ are prefixes
X-Number	123456789012345678901234567890
X-Version	1.2.3-beta.4+build.20240115`

func TestValuesOfHeaders(t *testing.T) {
	t.Parallel()
	for _, line := range strings.Split(strings.TrimSpace(secretValues), "\n") {
		name, value, _ := strings.Cut(line, "\t")
		raw, want := braces(value)
		if got := mask.HeaderShown(name, raw); got != want {
			t.Errorf("%s: %s\nshows %s\nnot   %s", name, raw, got, want)
		}
		if got := mask.HeaderShown(name, want); got != want {
			t.Errorf("%s: %s masked again shows %s", name, want, got)
		}
		quoted := encode(t, raw)
		if got, want := string(mask.JSON([]byte(`{"`+name+`": [`+quoted+`]}`))), `{"`+name+`": [`+encode(t, want)+`]}`; got != want {
			t.Errorf("in JSON, %s: %s\nshows %s\nnot   %s", name, raw, got, want)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(plainValues), "\n") {
		name, value, _ := strings.Cut(line, "\t")
		if got := mask.HeaderShown(name, value); got != value {
			t.Errorf("%s: %s\nshows %s", name, value, got)
		}
		if quoted := encode(t, value); string(mask.Field(name, []byte(quoted))) != quoted {
			t.Errorf("in JSON, %s: %s\nshows %s", name, value, mask.Field(name, []byte(quoted)))
		}
	}
}

// encode writes a JSON string as [mask.JSON] does.
func encode(t *testing.T, value string) string {
	t.Helper()
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func TestJSON(t *testing.T) {
	t.Parallel()
	dots := `"` + mask.Dots + `"`
	for raw, want := range map[string]string{
		`{"success": true,"statusCode": 200}`:                  `{"success": true,"statusCode": 200}`,
		` { "a" : [ 1.50 , 2e3, -0 ] , "a" : null } `:          ` { "a" : [ 1.50 , 2e3, -0 ] , "a" : null } `,
		`{"token":"canary","b":1}`:                             `{"token":` + dots + `,"b":1}`,
		`{"token":{"x":"}","y":["]"]},"b":1}`:                  `{"token":` + dots + `,"b":1}`,
		`{"a":[{"api_key":["canary"]},{"pin":1234}]}`:          `{"a":[{"api_key":` + dots + `},{"pin":` + dots + `}]}`,
		`{"callback":"https://u:pw@h.example/?sig=canary"}`:    `{"callback":"https://` + mask.Dots + `@h.example/?sig=` + mask.Dots + `"}`,
		`{"callback":{"to":["https:\/\/u:pw@h.example\/in"]}}`: `{"callback":{"to":["https://` + mask.Dots + `@h.example/in"]}}`,
		`{"authorization":"Bearer canary","code":404}`:         `{"authorization":"Bearer ` + mask.Dots + `","code":404}`,
		`[{"name":"X-Api-Key","value":"canary"}]`:              `[{"name":"X-Api-Key","value":` + dots + `}]`,
		`[{"value":"canary","key":"Authorization"}]`:           `[{"value":` + dots + `,"key":"Authorization"}]`,
		`[{"key":"X-Env","value":"prod"},{"key":"canary"}]`:    `[{"key":"X-Env","value":"prod"},{"key":` + dots + `}]`,
		`{"inner":"{\"secret\":\"canary\",\"n\":1}"}`:          `{"inner":"{\"secret\":\"` + mask.Dots + `\",\"n\":1}"}`,
		`{"secret":null,"token":true,"password":"","otp":12}`:  `{"secret":null,"token":true,"password":"","otp":12}`,
		`{"id":"65f0c0ffee65f0c0ffee65f0","ref":"a<b>&"}`:      `{"id":"65f0c0ffee65f0c0ffee65f0","ref":"a<b>&"}`,
		`"Bearer canary"`: `"Bearer ` + mask.Dots + `"`,
		`"x\"y\\"`:        `"x\"y\\"`,
		`123`:             `123`,
		`{`:               dots,
		``:                dots,
		`{"a":1} x`:       dots,
		strings.Repeat("[", 900) + "1" + strings.Repeat("]", 900): strings.Repeat("[", 48) + dots + strings.Repeat("]", 48),
	} {
		if got := string(mask.JSON([]byte(raw))); got != want {
			t.Errorf("%s\nshows %s\nnot   %s", raw, got, want)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	dots := mask.Dots
	for raw, want := range map[string]string{
		"": "", "webhook 65f0c0ffee65f0c0ffee65f0 not found": "webhook 65f0c0ffee65f0c0ffee65f0 not found",
		"Access token: expired.":                                    "Access token: expired.",
		"trace 4bf92f3577b34da6a3ce929d0e0e4736":                    "trace 4bf92f3577b34da6a3ce929d0e0e4736",
		"Authorization: Bearer canary1, again":                      "Authorization: Bearer " + dots + ", again",
		"GET https://u:pw@h.example/?sig=canary failed":             "GET https://" + dots + "@h.example/?sig=" + dots + " failed",
		`proxy "http://joe:canary@10.0.0.1:3128": refused`:          `proxy "http://` + dots + `@10.0.0.1:3128": refused`,
		`{"error":"bad","token":"canary1"`:                          `{"error":"bad","token":"` + dots + `"`,
		`with {"secret":"a-\"canary\"","b":"c"} it`:                 `with {"secret":"` + dots + `","b":"c"} it`,
		`with {\"secret\":\"a-\\\"canary\\\"\",\"b\":\"c\"} it`:     `with {\"secret\":\"` + dots + `\",\"b\":\"c\"} it`,
		`cut in "token": "canary and more`:                          `cut in "token": "` + dots,
		`said {"a":[{"name":"X-PAT","value":"canary"}]} and [1] {x`: `said {"a":[{"name":"X-PAT","value":"` + dots + `"}]} and [1] {x`,
		`the token={"a":1} is`:                                      `the token="` + dots + `" is`,
		"the key xoxb-canary-1 is old":                              "the key " + dots + " is old",
	} {
		if got := mask.Text(raw); got != want {
			t.Errorf("%q shows %q, not %q", raw, got, want)
		}
	}
}

func TestHidesEscaped(t *testing.T) {
	t.Parallel()
	for _, masked := range []string{
		mask.URL("https://u:pw@h.example/?sig=canary"), string(mask.JSON([]byte(`{"a":{"token":"canary"}}`))),
		mask.HeaderShown("X-Up", "Bearer x"), "https://h.example/?sig=%E2%80%A2%E2%80%A2%E2%80%A2", "%e2%80%a2%e2%80%a2%e2%80%a2",
		`\u2022\u2022\u2022\u2022`, "%2A%2A%2A%2A1234",
	} {
		if !mask.Hides(masked) {
			t.Errorf("%q does not look masked", masked)
		}
	}
}

// FuzzShown holds that no text is a way around the classifier, that what is
// masked stays masked and can be told, and that JSON stays JSON.
func FuzzShown(f *testing.F) {
	for _, lines := range []string{secretValues, plainValues, secretURLs, plainURLs} {
		for _, line := range strings.Split(strings.TrimSpace(lines), "\n") {
			name, value, named := strings.Cut(line, "\t")
			if !named {
				name, value = "X-Up", line
			}
			raw, _ := braces(value)
			f.Add(name, raw)
		}
	}
	for _, name := range strings.Fields(secretNames + plainNames) {
		f.Add(name, "canary")
	}
	f.Add("a", `{"a":{"b":["c",{"name":"X-Api-Key","value":1234567}]}}`)
	f.Fuzz(func(t *testing.T, name, value string) {
		shown := mask.HeaderShown(name, value)
		if again := mask.HeaderShown(name, shown); again != shown && !mask.Hides(again) {
			t.Errorf("%q: %q shows %q, and masked again %q", name, value, shown, again)
		}
		if shown != value && !mask.Hides(shown) {
			t.Errorf("%q: %q shows %q, which does not look masked", name, value, shown)
		}
		if masked := mask.JSON([]byte(value)); !json.Valid(masked) {
			t.Errorf("%q became %q, which is no JSON", value, masked)
		}
		for _, secret := range []string{"token=canary-1 ", "https://u:canary-1@h.example/ ", "xoxb-canary-1 "} {
			if got := mask.Text(secret + value); !strings.Contains(value, "canary") && strings.Contains(got, "canary-1") {
				t.Errorf("%q shows a credential", got)
			}
		}
	})
}

// What a server sends decides how long a text is, so the work on one grows with
// its length and no faster. A text that took the square of its length would
// not end within the time of the tests.
func TestLongTextsTakeTimeByTheirLength(t *testing.T) {
	t.Parallel()
	const times = 20_000
	for _, piece := range []string{"aaaaaaaa,", "a:", "a=", "a=b&", "https://a,", "a://b?x=", "%41", "[", `{"a":`, `"`, `\/`, "@", "a@b:", "/a", ";a=b"} {
		long := strings.Repeat(piece, times)
		mask.HeaderShown("X-Env", long)
		mask.URL("https://h.example/" + long)
		mask.Text(long)
		mask.JSON([]byte(encode(t, long)))
		mask.SensitiveHeader(long)
	}
	mask.JSON([]byte(strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)))
}
