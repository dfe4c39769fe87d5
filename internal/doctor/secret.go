package doctor

import (
	"context"
	"errors"
	"os"
	"regexp"
	"strings"

	"corotui/api"
	"corotui/config"
	"corotui/internal/disk"
)

// checkSecret is the name of the check of the place where the secret is.
const checkSecret = "secret"

// storeAnew is what to do about a secret that cannot be read.
const storeAnew = "store it again with corotui login"

// examineSecret looks whether the secret is where the settings say. What only the
// user or a command could tell is seen when a token is asked for.
func examineSecret(ctx context.Context, c config.Config, home string) Finding {
	kind := c.Secret.Value.Kind
	if !c.LoggedIn() {
		return failed(Settings, checkSecret, "no credentials", "run corotui login, or set COROTUI_CLIENT_ID and COROTUI_CLIENT_SECRET", config.ErrNoSecret)
	}
	if err := c.CheckSecret(ctx); err != nil {
		return lostSecret(c, home, Settings, checkSecret, err)
	}
	says := map[config.SecretKind]string{
		config.EnvironmentSecret: "in the environment",
		config.KeyringSecret:     "in this system's keyring",
		config.EncryptedSecret:   "in a passphrase-protected file",
		config.FileSecret:        "in a plain file that only this user can read",
		config.CommandSecret:     "printed by a command",
	}[kind] + ", for client " + short(c.ClientID.Value)
	if c.Secret.Source.File() {
		says += " (" + tidy(string(c.Secret.Source), home) + ")"
	}
	return ok(Settings, checkSecret, says)
}

// lostSecret says why a secret cannot be read, and what mends it.
func lostSecret(c config.Config, home string, group Group, name string, err error) Finding {
	f := failed(group, name, "the secret cannot be read", storeAnew, err)
	if errors.Is(err, config.ErrNoSecret) || api.KindOf(err) == api.KindAuth {
		f.Says = "the secret is not " + map[config.SecretKind]string{
			config.KeyringSecret: "in this system's keyring", config.EncryptedSecret: "in a passphrase-protected file",
			config.FileSecret: "in a plain file",
		}[c.Secret.Value.Kind]
		return f
	}
	wrong, known := errors.AsType[*config.Error](err)
	if !known {
		return f
	}
	where, problem := wrong.Where+": ", wrong.Problem
	if wrong.Brief != "" {
		where, problem = "the command that prints it ", wrong.Brief
	}
	f.Says, f.Next = split(anonymous(where+problem, c.Profile.Value, home))
	if f.Next == "" {
		f.Next = storeAnew
	}
	return f
}

// split takes a sentence into what it says and what to do, which stands last.
func split(sentence string) (says, next string) {
	if says, command, found := strings.Cut(sentence, disk.FixWith); found {
		return says, command
	}
	if at := strings.LastIndex(sentence, "; "); at >= 0 {
		return sentence[:at], sentence[at+2:]
	}
	return sentence, ""
}

// digests are those in the names of files, of ids and secrets.
const digests = `[0-9a-f]{32}(-[0-9a-f]{32})?`

// anonymous takes the names of the user and the profile out of a path. A shell takes
// what is left for the same file.
func anonymous(text, profile, home string) string {
	const separator = string(os.PathSeparator)
	if profile != "" {
		text = strings.ReplaceAll(text, separator+profile+"-", separator+"*-")
	}
	return regexp.MustCompile(digests).ReplaceAllString(tidy(text, home), "*")
}
