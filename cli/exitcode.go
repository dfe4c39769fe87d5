package cli

import (
	"context"
	"errors"

	"corotui/api"
	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/change"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// The exit codes; the README lists them for scripts.
const (
	codeDone        = 0
	codeFailed      = 1
	codeUsage       = 2 // wrong usage or config
	codeAuth        = 3
	codeNotFound    = 4
	codeConflict    = 5
	codePartly      = 6 // some of several things failed
	codeDifferent   = 7 // differences were found
	codeInterrupted = 130
)

// errDifferent ends a command that found differences, which it has told.
var errDifferent = failedWith(codeDifferent, "differences were found")

// exitCode tells what failed, unless it has been told, and returns the exit code.
func (a *app) exitCode(ctx context.Context) int {
	if _, stopped := errors.AsType[program.Stopped](context.Cause(ctx)); stopped && a.failed != nil && errors.Is(a.failed, context.Canceled) {
		return codeInterrupted
	}
	if a.failed == nil || errors.Is(context.Cause(ctx), errUnread) && errors.Is(a.failed, context.Canceled) {
		return codeDone
	}
	if wrong, several := errors.AsType[misuse](a.failed); several {
		for _, sentence := range wrong {
			a.tellf("%s", text.Clean(api.Text(sentence)))
		}
		return codeUsage
	}
	if a.tellProblems(a.failed) {
		return codeUsage
	}
	_, stopped := errors.AsType[program.Stopped](a.failed) // the user knows
	_, crashed := errors.AsType[*program.Crash](a.failed)  // the report was shown
	if !stopped && !crashed && !errors.Is(a.failed, errDifferent) {
		a.tellf("%s", a.sentenceOf(a.failed))
	}
	return codeOf(a.failed)
}

// codeOf returns the exit code of an error.
func codeOf(err error) int {
	if _, ok := errors.AsType[program.Stopped](err); ok {
		return codeInterrupted
	}
	if c, ok := errors.AsType[coded](err); ok {
		return c.code
	}
	if _, ok := errors.AsType[misuse](err); ok {
		return codeUsage
	}
	if _, ok := errors.AsType[change.Problems](err); ok {
		return codeUsage
	}
	if _, ok := errors.AsType[plan.Problems](err); ok {
		return codeUsage
	}
	if _, ok := errors.AsType[*plan.FileError](err); ok {
		return codeUsage
	}
	if _, ok := errors.AsType[*config.Error](err); ok {
		return codeUsage
	}
	switch api.KindOf(err) {
	case api.KindAuth, api.KindForbidden:
		return codeAuth
	case api.KindNotFound:
		return codeNotFound
	case api.KindConflict:
		return codeConflict
	case api.KindRefused:
		return codeUsage // we refused to send it: read-only, or an id that cannot be one
	default:
		return codeFailed
	}
}
