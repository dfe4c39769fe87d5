package login

import (
	"errors"
	"fmt"

	"corotui/api"
	"corotui/internal/text"
	"corotui/internal/weburl"
)

// checkURL says what is wrong with the API URL beside the region. A URL that was
// typed for another region is an error: the secret must not go to the wrong host.
func checkURL(region, raw string) error {
	switch {
	case region == custom:
	case raw == "":
		return nil
	default:
		return errors.New(`select "another URL" as the region, or clear this URL`)
	}
	if _, err := weburl.Parse(raw); errors.Is(err, weburl.ErrBlank) || errors.Is(err, weburl.ErrInside) {
		return fmt.Errorf("the URL %w", err)
	}
	// The client's own sentence is longer than the line below the form.
	switch _, err := api.CheckBaseURL(raw); {
	case err == nil:
		return nil
	case errors.Is(err, weburl.ErrClear):
		return errors.New("http is for this machine only; use https")
	case errors.Is(err, weburl.ErrUser):
		return errors.New("the URL must not hold a password")
	case errors.Is(err, weburl.ErrQuery):
		return errors.New("the URL must end with its path, without ? and #")
	}
	return errors.New("type the whole URL: https://…")
}

// host is where the attempt is made: what is sent goes there and nowhere else.
func (m Model) host() string {
	a := m.attempt()
	base := a.APIURL
	if base == "" {
		base, _ = api.RegionURL(a.Region) // the form has no other regions
	}
	return text.Host(api.Text(base))
}
