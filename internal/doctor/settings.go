package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"corotui/config"
	"corotui/internal/disk"
	"corotui/internal/mask"
)

// checkConfig is the name of the check of the config file.
const checkConfig = "config"

func examineSettings(ctx context.Context, s Subject) []Finding {
	home := homeOf(s.Config)
	if s.ConfigError != nil {
		f := failed(Settings, checkConfig, impersonal(tidy(s.ConfigError.Error(), home)),
			"fix it there; corotui --help lists the flags, the README the settings", s.ConfigError)
		if says, command, found := strings.Cut(f.Says, disk.FixWith); found {
			f.Says, f.Next = says, command
		}
		return []Finding{f}
	}
	return []Finding{examineFile(s.Config, home), examineValues(s.Config, home), examineSecret(ctx, s.Config, home)}
}

// What a sentence about wrong settings says of the user: values, which may be ids,
// and the names of profiles.
const (
	quotedValue = `(is no setting )?"(?:[^"\\]|\\.)*"`
	profileKey  = `\bprofiles\.[^ ;]+`
	profileName = `\bprofile [^ …]+ (has|names)\b`
	profileList = `; there (are|is only) .*`
)

// impersonal takes that out of a sentence. The expressions are made here, as no other
// command than doctor needs them.
func impersonal(sentence string) string {
	sentence = regexp.MustCompile(quotedValue).ReplaceAllStringFunc(sentence, func(found string) string {
		if !strings.HasPrefix(found, `"`) {
			return found // the name of a setting is to be seen
		}
		return "…"
	})
	sentence = regexp.MustCompile(profileKey).ReplaceAllLiteralString(sentence, "profiles.…")
	sentence = regexp.MustCompile(profileName).ReplaceAllString(sentence, "profile … $1")
	return regexp.MustCompile(profileList).ReplaceAllLiteralString(sentence, "")
}

func homeOf(c config.Config) string { return c.Env.Get("HOME") }

// examineFile looks at the config file. It holds no secret, so that others can
// read it is no danger; that others can write it is one.
func examineFile(c config.Config, home string) Finding {
	path := tidy(c.File, home)
	info, err := os.Stat(c.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ok(Settings, checkConfig, "no "+path+"; using environment and defaults")
	case err != nil:
		return failed(Settings, checkConfig, "could not check "+path, "fix its folder's mode", err)
	case openTo(filepath.Dir(c.File)):
		return warning(Settings, checkConfig, "others can replace "+path, "chmod go-w "+filepath.Dir(path))
	case info.Mode().Perm()&0o022 != 0:
		return warning(Settings, checkConfig, fmt.Sprintf("others can change %s (mode %04o)", path, info.Mode().Perm()), "chmod 600 "+path)
	}
	profiles := "no profile"
	if names := len(c.Profiles()); names == 1 {
		profiles = "1 profile"
	} else if names > 1 {
		profiles = fmt.Sprintf("%d profiles", names)
	}
	return ok(Settings, checkConfig, fmt.Sprintf("%s, mode %04o, %s", path, info.Mode().Perm(), profiles))
}

// openTo reports whether others can replace the files of a folder: where it is
// sticky, as /tmp is, they can replace only their own.
func openTo(folder string) bool {
	info, err := os.Stat(folder)
	return err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0
}

// examineValues says which value came from where.
func examineValues(c config.Config, home string) Finding {
	var says []string
	tell := func(name, value string, source config.Source) {
		if value != "" {
			says = append(says, fmt.Sprintf("%s %s (%s)", name, value, tidy(string(source), home)))
		}
	}
	// A profile may be called after a client.
	if c.Profile.Set() {
		tell("profile", short(c.Profile.Value), c.Profile.Source)
	}
	if c.Region.Value != "" {
		tell("region", c.Region.Value, c.Region.Source)
	} else {
		tell("API URL", mask.URL(c.APIURL.Value), c.APIURL.Source)
	}
	if c.Audience.Set() {
		tell("audience", mask.URL(c.Audience.Value), c.Audience.Source)
	}
	if c.ClientID.Set() {
		tell("client id", short(c.ClientID.Value), c.ClientID.Source)
	}
	if c.Workspace.Value != "" {
		tell("workspace", short(c.Workspace.Value), c.Workspace.Source)
	}
	if c.ReadOnly.Value {
		tell("read-only", "yes", c.ReadOnly.Source)
	}
	tell("ignored", strings.Join(c.Ignored(), " "), c.Profile.Source)
	tell("timeout", c.Timeout.Value.String(), c.Timeout.Source)
	return ok(Settings, "values", strings.Join(says, ", "))
}
