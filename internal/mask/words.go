package mask

import "strings"

// set makes a set of the words of a text.
func set(words string) map[string]bool {
	all := make(map[string]bool)
	for _, word := range strings.Fields(words) {
		all[word] = true
	}
	return all
}

var (
	// credentials are words that make a name a credential's.
	credentials = set(`
		authorization auth authentication oauth bearer token tokens tkn tok secret secrets
		password passwords passwd passcode passphrase passkey pass pwd pw psw psk pat otp totp pin
		passwort kennwort wachtwoord senha contrasena motdepasse
		key keys apikey apikeys zapikey signature signatures sig hmac sas jwt assertion
		cookie cookies session sess sessid sessionid jsessionid phpsessid aspsessionid sid csrf xsrf
		credential credentials creds cred code`)

	// gluable are those of them that stand at the end of a longer word.
	gluable = set(`
		token tokens secret secrets password passwd passphrase pwd pass key keys apikey signature sig
		auth authorization session sessid cookie credential credentials creds jwt`)

	// qualifiers are what stands before them there.
	qualifiers = set(`
		access account admin api app auth azure backup basic bearer bot client consumer crypto customer db device
		encryption guest hash hook http id integration jira license login master my oauth partner php private proxy
		refresh root routing security server service session shared signing sso ssh ssl storage subscription super
		sync tenant user vendor web webhook write x`)

	// grants are the words that make of a code one that lets in.
	grants = set(`
		access activation api app auth authentication authorization backup bypass client confirm confirmation device
		enrollment function functions gate hook integration invitation invite join login mfa oauth otp pairing pass pin
		private recovery registration reset secret security sms sso totp unlock user verification verify webhook`)

	// plainKeys are the words that make of a key one that everyone may know.
	plainKeys = set(`
		cache candidate composite dedup deduplication foreign hot idempotency issue locale object partition project
		public range row sort thread translation`)

	// counted are the words after which tokens are pieces of text.
	counted = set(`max min num total prompt completion input output used remaining count`)

	// describing are the words for what a credential is like, at the end of a
	// name.
	describing = set(`
		age algorithm algo alg at audience by changed color consent count created date days description dir disabled
		domain duration enabled endpoint expiration expired expires expiry failed file folder format host hours icon in
		interval issuer kind label len length lifetime limit max method methods min minutes mode name path policy port
		position provider quota rate region required rotated scope scopes scheme seconds server size status strength
		supported through timeout ttl type types updated uri url usage used user username valid verified version`)

	// identifiers are words for what tells things apart.
	identifiers = set(`
		id ids uuid guid ulid trace traceparent traceid tracestate span request requestid correlation etag match digest
		checksum sha md commit revision rev version build content ray tenant account workspace organization org project
		channel customer client site region agent tag`)

	// queryNames are names that carry credentials where a URL is short, and
	// nowhere else.
	queryNames = set(`k s t h hash`)
)
