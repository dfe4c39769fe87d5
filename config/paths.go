package config

import (
	"os"
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
// holds no absolute path is ignored.
func FindPaths(env Env) (Paths, error) {
	home := env.Get("HOME")
	if home == "" {
		home = env.Get("USERPROFILE")
	}
	if home == "" {
		var err error
		if home, err = os.UserHomeDir(); err != nil {
			return Paths{}, &Error{Where: "environment HOME", Problem: "is not set, so there is no place for settings; set it to your home folder"}
		}
	}
	configDir, stateDir, cacheDir := filepath.Join(home, ".config"), filepath.Join(home, ".local", "state"), filepath.Join(home, ".cache")
	if onWindows {
		if roaming, local := env.Get("APPDATA"), env.Get("LOCALAPPDATA"); roaming != "" && local != "" {
			configDir, stateDir, cacheDir = roaming, local, filepath.Join(local, "cache")
		}
	}
	base := func(variable, fallback string) string {
		if dir := env.Get(variable); filepath.IsAbs(dir) {
			fallback = dir
		}
		if fallback == "" {
			return ""
		}
		return filepath.Join(fallback, program)
	}
	return Paths{
		Config:  base("XDG_CONFIG_HOME", configDir),
		State:   base("XDG_STATE_HOME", stateDir),
		Cache:   base("XDG_CACHE_HOME", cacheDir),
		Runtime: base("XDG_RUNTIME_DIR", ""),
	}, nil
}
