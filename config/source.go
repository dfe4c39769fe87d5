package config

import (
	"errors"
	"fmt"
	"strings"

	"corotui/internal/disk"
)

// Source says where a value came from, in words for the user: "flag --region",
// "environment COROTUI_REGION", "file /home/ann/.config/corotui/config.yaml:7"
// or "default". It is empty for a value that nothing has set.
type Source string

// Default is the source of a value that no one chose.
const Default Source = "default"

const (
	flagSource = "flag --"
	envSource  = "environment "
	fileSource = "file "
)

func fromFlag(name string) Source     { return Source(flagSource + name) }
func fromEnv(variable string) Source  { return Source(envSource + variable) }
func fromLine(p string, l int) Source { return Source(fmt.Sprintf("%s%s:%d", fileSource, p, l)) }

// Environment reports that the value came from an environment variable.
func (s Source) Environment() bool { return strings.HasPrefix(string(s), envSource) }

// File reports that the value came from the config file.
func (s Source) File() bool { return strings.HasPrefix(string(s), fileSource) }

// place is the source as an error message begins: the file and line without
// the word "file", the variable without "environment".
func (s Source) place() string {
	for _, kind := range []string{fileSource, envSource, "flag "} {
		if rest, ok := strings.CutPrefix(string(s), kind); ok {
			return rest
		}
	}
	return string(s)
}

// Setting is a value that knows where it came from.
type Setting[T any] struct {
	Value  T
	Source Source
}

// Set reports that someone chose the value.
func (s Setting[T]) Set() bool { return s.Source != "" && s.Source != Default }

// Error is a setting that cannot be used: wrong usage or a wrong config.
type Error = disk.Error

// isProblem reports whether an error is a sentence for the user already.
func isProblem(err error) bool {
	_, known := errors.AsType[*Error](err)
	return known
}
