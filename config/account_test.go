package config_test

import (
	"cmp"
	"strings"
	"testing"

	"corotui/config"
)

// accounts are two accounts at two servers, and a profile that only says where.
const accounts = `default_profile: a
profiles:
  a: {api_url: https://a.example, client_id: id-a, secret: {file: true}, workspace: ws-a, audience: aud-a}
  b: {region: eu, client_id: id-b, secret: {keyring: true}, workspace: ws-b}
  place: {api_url: https://place.example, workspace: ws-place}
`

// accountOf is profile, server, audience, client id, kind of secret, and workspace.
func accountOf(c config.Config) string {
	got := make([]string, 0, 6)
	for _, value := range []string{c.Profile.Value, c.APIURL.Value, c.Audience.Value, c.ClientID.Value, string(c.Secret.Value.Kind), c.Workspace.Value} {
		got = append(got, cmp.Or(value, "-"))
	}
	return strings.Join(got, " ")
}

// TestAccountAsAWhole combines the ways to name an account, and looks at all that
// belongs to it: the credentials of one never meet the server of another.
func TestAccountAsAWhole(t *testing.T) {
	t.Parallel()
	const everything = "COROTUI_PROFILE=a COROTUI_API_URL=https://env.example COROTUI_AUDIENCE=aud-env COROTUI_WORKSPACE=ws-env"
	for name, test := range map[string]struct {
		profile string // of --profile
		pair    string // client id in the environment; its secret is there too
		env     string
		flags   func(*config.Flags)
		want    string // as accountOf has it, or the error
		notes   string
	}{
		"nothing":                     {want: "a https://a.example aud-a id-a file ws-a"},
		"profile by variable":         {env: "COROTUI_PROFILE=b", want: "b https://api.secure-eu.coro.net https://api.secure-eu.coro.net id-b keyring ws-b"},
		"variables before the file":   {env: "COROTUI_API_URL=https://env.example COROTUI_WORKSPACE=ws-env", want: "a https://env.example https://env.example id-a file ws-env"},
		"a pair of the profile's id":  {pair: "id-a", want: "a https://a.example aud-a id-a environment ws-a"},
		"a pair of another id":        {pair: "id-x", want: "- https://api.secure.coro.net https://api.secure.coro.net id-x environment -", notes: "The account is the one of COROTUI_CLIENT_ID; profile a has another client id and is not used."},
		"a pair and its place":        {pair: "id-x", env: "COROTUI_REGION=ca COROTUI_WORKSPACE=ws-env", want: "- https://api.secure-ca.coro.net https://api.secure-ca.coro.net id-x environment ws-env", notes: "The account is the one of COROTUI_CLIENT_ID"},
		"a pair and a flag":           {pair: "id-x", flags: func(f *config.Flags) { f.APIURL, f.Workspace = ptr("https://flag.example"), ptr("ws-flag") }, want: "- https://flag.example https://flag.example id-x environment ws-flag", notes: "The account is the one of COROTUI_CLIENT_ID"},
		"a pair and its profile":      {pair: "id-b", env: "COROTUI_PROFILE=b", want: "b https://api.secure-eu.coro.net https://api.secure-eu.coro.net id-b environment ws-b"},
		"a pair and a place":          {pair: "id-x", env: "COROTUI_PROFILE=place", want: "place https://place.example https://place.example id-x environment ws-place"},
		"a pair and another profile":  {pair: "id-a", env: "COROTUI_PROFILE=b", want: `COROTUI_PROFILE: profile "b" has another client id than COROTUI_CLIENT_ID, so they are two accounts; unset one of them, or use --profile to take the profile`},
		"half a pair":                 {env: "COROTUI_CLIENT_ID=id-a", want: "COROTUI_CLIENT_ID: is set and COROTUI_CLIENT_SECRET is not, and they count as a pair only; set COROTUI_CLIENT_SECRET, or unset COROTUI_CLIENT_ID"},
		"the flag over all":           {profile: "b", pair: "id-a", env: everything, want: "b https://api.secure-eu.coro.net https://api.secure-eu.coro.net id-b keyring ws-b", notes: "Ignored COROTUI_PROFILE, COROTUI_API_URL, COROTUI_AUDIENCE, COROTUI_CLIENT_ID, COROTUI_CLIENT_SECRET and COROTUI_WORKSPACE: --profile b takes the account as a whole."},
		"the flag over a region":      {profile: "a", env: "COROTUI_REGION=eu", want: "a https://a.example aud-a id-a file ws-a", notes: "Ignored COROTUI_REGION: --profile a"},
		"the flag over half a pair":   {profile: "b", env: "COROTUI_CLIENT_ID=id-a", want: "b https://api.secure-eu.coro.net https://api.secure-eu.coro.net id-b keyring ws-b", notes: "Ignored COROTUI_CLIENT_ID: --profile b"},
		"the flag over bad variables": {profile: "b", env: "COROTUI_REGION=mars COROTUI_API_URL=mars", want: "b https://api.secure-eu.coro.net https://api.secure-eu.coro.net id-b keyring ws-b", notes: "Ignored COROTUI_REGION and COROTUI_API_URL: --profile b"},
		"the flag over its own":       {profile: "a", env: "COROTUI_PROFILE=a COROTUI_API_URL=https://a.example/ COROTUI_AUDIENCE=aud-a COROTUI_WORKSPACE=ws-a", want: "a https://a.example aud-a id-a file ws-a"},
		"the flag over its own id":    {profile: "a", pair: "id-a", want: "a https://a.example aud-a id-a file ws-a", notes: "Ignored COROTUI_CLIENT_SECRET: --profile a"},
		"the flag and single flags":   {profile: "b", env: "COROTUI_WORKSPACE=ws-env", flags: func(f *config.Flags) { f.Region, f.Workspace = ptr("ca"), ptr("ws-flag") }, want: "b https://api.secure-ca.coro.net https://api.secure-ca.coro.net id-b keyring ws-flag"},
		"the flag for a place":        {profile: "place", pair: "id-a", want: "place https://place.example https://place.example - - ws-place", notes: "Ignored COROTUI_CLIENT_ID and COROTUI_CLIENT_SECRET: --profile place"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, accounts)
			w.env = append(w.env, strings.Fields(test.env)...)
			if test.pair != "" {
				w.env = append(w.env, "COROTUI_CLIENT_ID="+test.pair, "COROTUI_CLIENT_SECRET="+canary)
			}
			if test.profile != "" {
				w.flags.Profile = &test.profile
			}
			if test.flags != nil {
				test.flags(&w.flags)
			}
			c, err := w.load()
			said := accountOf(c)
			if err != nil {
				said = err.Error()
			}
			if said != test.want {
				t.Errorf("got  %s\nwant %s", said, test.want)
			}
			if notes := strings.Join(c.Notes, "\n"); (notes == "") != (test.notes == "") || !strings.HasPrefix(notes, test.notes) {
				t.Errorf("it notes %q, want %q", notes, test.notes)
			}
		})
	}
}

// TestCleanSecret looks at what comes before, after, and inside a secret.
func TestCleanSecret(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ raw, want, fails string }{
		"plain":                {raw: "abc", want: "abc"},
		"nothing":              {},
		"blank inside":         {raw: "a b c", want: "a b c"},
		"line end":             {raw: "abc\n", want: "abc"},
		"line end of Windows":  {raw: "abc\r\n", want: "abc"},
		"several line ends":    {raw: "abc\n\r\n\n", want: "abc"},
		"mark":                 {raw: "\ufeffabc\r\n", want: "abc"},
		"mark alone":           {raw: "\ufeff\n"},
		"not of ASCII":         {raw: "pässwörd", want: "pässwörd"},
		"UTF-16":               {raw: "\xff\xfea\x00b\x00", fails: "holds UTF-16 text; save the secret as UTF-8"},
		"UTF-16, other end":    {raw: "\xfe\xff\x00a\x00b", fails: "holds UTF-16 text; save the secret as UTF-8"},
		"UTF-16 without mark":  {raw: "a\x00b\x00", fails: "ends with the invisible character U+0000, which is not part of a secret; remove it"},
		"broken":               {raw: "ab\xffc", fails: "is not valid UTF-8; save the secret as UTF-8 text"},
		"broken before":        {raw: "ab\ufffdc", fails: "holds U+FFFD, which stands for a character that was lost; copy the secret again"},
		"carriage return":      {raw: "abc\r", fails: "ends with a carriage return, which is not part of a secret; remove it"},
		"blank at the end":     {raw: "abc ", fails: "ends with a blank, which is not part of a secret; remove it"},
		"blank and line end":   {raw: "abc \n", fails: "ends with a blank, which is not part of a secret; remove it"},
		"blank at the start":   {raw: " abc", fails: "begins with a blank, which is not part of a secret; remove it"},
		"tab":                  {raw: "abc\t", fails: "ends with a tab, which is not part of a secret; remove it"},
		"no-break space":       {raw: "\u00a0abc", fails: "begins with a no-break space, which is not part of a secret; remove it"},
		"zero-width space":     {raw: "abc\u200b", fails: "ends with the invisible character U+200B, which is not part of a secret; remove it"},
		"mark at the end":      {raw: "abc\ufeff", fails: "ends with a byte order mark (U+FEFF), which is not part of a secret; remove it"},
		"mark after the blank": {raw: "\ufeff abc", fails: "begins with a blank, which is not part of a secret; remove it"},
		"two lines":            {raw: "abc\ndef", fails: "holds more than one line; a secret is one line"},
		"line feed first":      {raw: "\nabc", fails: "begins with a line break, which is not part of a secret; remove it"},
		"escape":               {raw: "a\x1bb", fails: "holds the invisible character U+001B, which is not part of a secret; remove it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := config.CleanSecret([]byte(test.raw))
			if test.fails == "" && (err != nil || got.Reveal() != test.want) {
				t.Errorf("got %q, %v", got.Reveal(), err)
			}
			if test.fails != "" && (err == nil || err.Error() != test.fails || !got.Empty()) {
				t.Errorf("got %v, want %s", err, test.fails)
			}
		})
	}
}
