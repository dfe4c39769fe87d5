package cli

import (
	"errors"
	"fmt"

	"corotui/api"
	"corotui/internal/text"
)

// sentenceOf is what people are told of an error, with a command as the next step where
// there is one that helps.
func (a *app) sentenceOf(err error) string {
	said := text.Sentence(err)
	e, ok := errors.AsType[*api.Error](err)
	if !ok || said != e.Sentence() {
		return said // it has words of its own
	}
	if next := a.nextCommand(e); next != "" {
		return e.Advising(next)
	}
	return said
}

// nextCommand is the next step after an error of the API, if there is a command for it.
func (a *app) nextCommand(e *api.Error) string {
	const listed = "list the workspaces with corotui workspaces list"
	switch {
	case e.Workspace == "" || api.IsRaw(e) && e.Kind != api.KindForbidden:
		return ""
	case e.Kind == api.KindForbidden, e.Kind == api.KindNotFound && !api.IsOfWebhook(e):
		if a.opened == nil {
			return listed
		}
		if near := nearWorkspace(a.opened.Config(), string(e.Workspace)); near != "" {
			return fmt.Sprintf("did you mean %s? Else %s", near, listed)
		}
		return listed
	case e.Kind == api.KindNotFound:
		return "list the webhooks with corotui webhooks list"
	case e.Kind == api.KindConflict:
		return "look at it with corotui webhooks get, then try again"
	}
	return ""
}
