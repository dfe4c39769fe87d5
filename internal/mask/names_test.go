package mask_test

import (
	"strings"
	"testing"

	"corotui/internal/mask"
)

// secretNames are names of headers and fields whose values are credentials.
const secretNames = `
Authorization authorization Proxy-Authorization X-Authorization Authentication X-Auth X-Authentication X-MC-Auth
X-Api-Key X-API-KEY APIKey apikey api_key x-apikey ApiKeyValue DD-API-KEY Ocp-Apim-Subscription-Key x-functions-key
X-PagerDuty-Routing-Key X-Insert-Key X-Master-Key signingKey encryptionkey privatekey secretkey accesskey access_key
accessKeyID routing_key licenseKey sshkey X-Key service_account_key masterkey passkey
X-Auth-Token X-Access-Token X-Gitlab-Token X-Vault-Token X-CSRF-Token X-Amz-Security-Token Api-Token APIToken
accesstoken refreshToken id_token IDToken OAuthToken authtoken sessiontoken hooktoken bot_token tokens tokenId
X-Tkn token[] auth[token]
client_secret clientSecret clientsecret clientSecretValue X-Client-Secret sharedSecret sharedsecret webhooksecret
signing_secret consumersecret secret Secrets topSecret CF-Access-Client-Secret
password Password X-Password userPassword dbpassword new_password passwd pwd adminpwd passphrase passcode pass X-Pass
ApiPass userpass db.pass smtp_pass pw psw psk Passwort X-Kennwort
X-PAT pat otp totp X-OTP pin X-Pin jwt X-Goog-Iap-Jwt-Assertion client_assertion hmac X-HMAC-SHA256 sas
ApiIntegrationcode integration_code access_code authCode authorization_code X-Code code verification-code deviceCode
inviteCode mfaCode recovery_code accesscode
Signature X-Signature X-Hub-Signature-256 X-Line-Signature sig x_sig
Cookie Set-Cookie cookies authcookie JSESSIONID PHPSESSID connect.sid ASP.NET_SessionId sessionid session X-Session
session_key sess sid
Credential credentials X-Amz-Credential creds awsCredentials
_csrf X-XSRF bearer X-Bearer OAuth zapikey %74oken X-T%6Fken`

// plainNames look like them and are none.
const plainNames = `
X-Keyboard keyboard monkeyWrench monkey X-Monkey turkey hockey donkey whiskey jockey keyword keywords X-Keynote keyed
sortKey partition_key foreignKey primary-keyboard cacheKey rowKey idempotency-key Idempotency-Key publicKey public_key
issueKey dedup_key translationKey keySize keyLength KeyName
statusCode status_code StatusCode X-Status-Code errorCode error-code countryCode zip_code postcode postalCode
languageCode currencyCode exitCode responseCode httpCode barcode unicode encode decoder codec codename X-Codec opcode
shortcode qrcode areaCode productCode promo_code
hashtag hashtags rehash hash X-Hash
passenger passengers X-Passenger passport bypass compass passive passage trespass passRate passCount tests.passed
X-Author author authors authority authored coauthor authenticated isAuthenticated authorName X-Authenticated-User
tokenizer tokenize tokenType token_type tokenCount max_tokens maxTokens total_tokens tokenExpiry token-url
secretary secretariat secretName undersecretary secretVersion
passwordless passwordPolicy password_expires_at passwordRequired passwordUpdatedAt
sessionTimeout session_timeout sessionCount obsession possession procession sessionType
signatureVersion designature assign design signal X-Signal signed assignee
cookiePolicy cookieConsent cookieDomain rookie
credentialType credential_status accredited
pinned opinion pinboard pineapple spin shipping pinColor path patch pattern X-Patch patient spatial compatible
X-Env X-Queue X-Request-Id X-Trace-Id Content-Type User-Agent Accept Host Origin Referer X-Team X-Tenant X-Source
Workspace description triggers applyToAllDescendants name url callback channel sidebar inside residence sidecar
authMode auth_method authType auth-server oauthScopes oauthProvider basicAuthUsername
oasis sashimi nausea jwtAlgorithm hmacAlgorithm sast crediting k s t h otpLength totally`

func TestNamesOfCredentials(t *testing.T) {
	t.Parallel()
	secret, plain := strings.Fields(secretNames), strings.Fields(plainNames)
	if len(secret) < 120 || len(plain) < 120 {
		t.Errorf("the table has %d and %d names", len(secret), len(plain))
	}
	for _, name := range secret {
		if !mask.SensitiveHeader(name) {
			t.Errorf("%q is a credential's name", name)
		}
		if got := mask.HeaderShown(name, "canary"); got != mask.Dots {
			t.Errorf("a header %s shows %q", name, got)
		}
		if got := string(mask.Field(name, []byte(`{"a":["canary",123456]}`))); got != `"`+mask.Dots+`"` {
			t.Errorf("a field %s shows %s", name, got)
		}
	}
	for _, name := range plain {
		if mask.SensitiveHeader(name) {
			t.Errorf("%q is no credential's name", name)
		}
		if got := mask.HeaderShown(name, "prod"); got != "prod" {
			t.Errorf("a header %s shows %q", name, got)
		}
	}
}

func TestQueryNamesOfCredentials(t *testing.T) {
	t.Parallel()
	for _, name := range strings.Fields(`pass pat otp k s t hash h sig token access_token key apikey code sas pwd K X-Amz-Signature X-Amz-Credential jwt %6B%65y`) {
		if got, want := mask.URL("https://h.example/in?"+name+"=canary&v=2"), "https://h.example/in?"+name+"="+mask.Dots+"&v=2"; got != want {
			t.Errorf("the query %s shows %q", name, got)
		}
	}
	for _, name := range strings.Fields(`page p v q id ks ts statusCode hashtag passenger keyboard sort tab size format lang sv sp client sr api-version`) {
		raw := "https://h.example/in?" + name + "=canary&v=2"
		if got := mask.URL(raw); got != raw {
			t.Errorf("the query %s shows %q", name, got)
		}
	}
}
