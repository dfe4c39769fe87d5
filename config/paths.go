package config

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// onWindows is where mode bits and folders cannot be used as elsewhere.
const onWindows = runtime.GOOS == "windows"

// program is the name of the folder below each base folder.
const program = "corotui"

// Env is the environment that settings are read from: the process's own, or
// one that a test made.
type Env struct{ list []string }

// NewEnv takes the environment as "KEY=value" strings, as os.Environ gives it;
// of a key that stands there twice the last one counts.
func NewEnv(list []string) Env { return Env{list: slices.Clone(list)} }

// Get returns a variable's value, and "" when it is unset: an empty variable
// counts as unset for every setting.
func (e Env) Get(key string) string {
	for _, pair := range slices.Backward(e.list) {
		if name, value, ok := strings.Cut(pair, "="); ok && name == key {
			return value
		}
	}
	return ""
}

// Without returns the "KEY=value" strings of every variable but those named,
// for a child process that must not see them.
func (e Env) Without(keys ...string) []string {
	return slices.DeleteFunc(slices.Clone(e.list), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.Contains(keys, name)
	})
}

// Paths are the folders in which the program keeps its files. None of them is
// made before something is written there.
type Paths struct {
	Config  string // what the user may edit
	State   string // history, drafts, stored secrets: kept, but of this machine only
	Cache   string // what can be had again
	Runtime string // gone after the last logout; empty when the system has none
}

// FindPaths works out the folders from the XDG variables, or from where each
// system keeps such files. As the XDG specification demands, a variable that
// holds no absolute path is ignored. A home folder is needed only for what the
// variables do not place.
func FindPaths(env Env) (Paths, error) {
	var p Paths
	home := homeFolder(env)
	var homeless []string
	for _, place := range []struct {
		variable string
		own      string // without the variable; empty where the home folder is needed, and not known
		into     *string
	}{
		{"XDG_CONFIG_HOME", usualFolder(env, home, ".config"), &p.Config},
		{"XDG_STATE_HOME", usualFolder(env, home, ".local", "state"), &p.State},
		{"XDG_CACHE_HOME", usualFolder(env, home, ".cache"), &p.Cache},
	} {
		dir := env.Get(place.variable)
		if !filepath.IsAbs(dir) {
			dir = place.own
		}
		if dir == "" {
			homeless = append(homeless, place.variable)
			continue
		}
		*place.into = filepath.Join(dir, program)
	}
	if dir := env.Get("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		p.Runtime = filepath.Join(dir, program)
	}
	switch len(homeless) {
	case 0:
		return p, nil
	case 1:
		return Paths{}, &Error{Where: "environment " + homeless[0], Problem: "is not set to an absolute path, and neither is HOME; set " + homeless[0]}
	}
	return Paths{}, &Error{Where: "environment HOME", Problem: "is not set to an absolute path, and neither are " + words(homeless) + "; set HOME"}
}

// homeFolder is the user's home folder, or nothing where no absolute path is known.
func homeFolder(env Env) string {
	for _, name := range []string{"HOME", "USERPROFILE"} {
		if dir := env.Get(name); filepath.IsAbs(dir) {
			return dir
		}
	}
	return ""
}

// usualFolder is where the system keeps files of a kind, and nothing without a home
// folder. Windows has variables of its own.
func usualFolder(env Env, home string, below ...string) string {
	if roaming, local := env.Get("APPDATA"), env.Get("LOCALAPPDATA"); onWindows && roaming != "" && local != "" {
		switch below[0] {
		case ".config":
			return roaming
		case ".cache":
			return filepath.Join(local, "cache")
		}
		return local
	}
	if home == "" {
		return ""
	}
	return filepath.Join(append([]string{home}, below...)...)
}
