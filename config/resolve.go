package config

import "strings"

// given is a flag's value, or nothing.
func given(name string, value *string) Setting[string] {
	if value == nil {
		return Setting[string]{}
	}
	return Setting[string]{*value, fromFlag(name)}
}

// variable is an environment variable's value, or nothing.
func variable(env Env, name string) Setting[string] {
	value := env.Get(name)
	if value == "" {
		return Setting[string]{}
	}
	return Setting[string]{value, fromEnv(name)}
}

// pick returns the first of the candidates that has a source; they stand in
// the order of precedence.
func pick[T any](candidates ...Setting[T]) Setting[T] {
	for _, candidate := range candidates {
		if candidate.Source != "" {
			return candidate
		}
	}
	return Setting[T]{}
}

// strength orders the places that a value can come from.
func strength(s Source) int {
	switch {
	case strings.HasPrefix(string(s), flagSource):
		return 4
	case s.Environment():
		return 3
	case s.File():
		return 2
	case s == Default:
		return 1
	}
	return 0
}

// check turns what is wrong with a value into an error that names its place.
func check(s Setting[string], valid func(string) error) error {
	if s.Source == "" {
		return nil
	}
	if err := valid(s.Value); err != nil {
		return &Error{Where: s.Source.place(), Problem: err.Error()}
	}
	return nil
}

func trimSlash(url string) string { return strings.TrimRight(url, "/") }
