package cli

import (
	"context"
	"strings"

	"charm.land/huh/v2"

	"corotui/api"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// otherServer is the region of those who give a URL.
const otherServer = "other"

// fromForm asks for credentials until they work or the user leaves, and then
// where to keep the secret, unless the flags say that already.
func (o *loginOptions) fromForm(ctx context.Context, s *account.Session, attempt account.Attempt) (account.Attempt, string, error) {
	for {
		if err := o.askCredentials(ctx, s, &attempt); err != nil {
			return attempt, "", err
		}
		o.tellf("Trying the credentials at %s ...", s.Host(attempt)) // as a slow server takes its time
		err := s.Try(ctx, attempt)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return attempt, "", err
		}
		o.tellf("%s", text.Sentence(err))
	}
	location := o.store
	for location == "" {
		var err error
		if location, err = o.askLocation(ctx, s.Locations()); err != nil {
			return attempt, "", err
		}
	}
	return attempt, location, nil
}

func (a *app) askCredentials(ctx context.Context, s *account.Session, attempt *account.Attempt) error {
	region, clientID, secret, workspace := attempt.Region, attempt.ClientID, "", string(attempt.Workspace)
	if attempt.APIURL != "" {
		region = otherServer
	}
	form := huh.NewForm(
		huh.NewGroup(
			huh.NewSelect[string]().Title("Region").Value(&region).Options(
				huh.NewOption("United States", "us"), huh.NewOption("Canada", "ca"),
				huh.NewOption("Europe", "eu"), huh.NewOption("another server", otherServer)),
		),
		huh.NewGroup(
			huh.NewInput().Title("API URL").Value(&attempt.APIURL).Validate(config.CheckAPIURL),
		).WithHideFunc(func() bool { return region != otherServer }),
		huh.NewGroup(
			huh.NewInput().Title("Client id").Value(&clientID).Validate(needed("the client id")),
			hidden("Client secret", &secret).Validate(needed("the client secret")).DescriptionFunc(func() string {
				return "sent only to " + s.Host(serverOf(*attempt, region))
			}, []*string{&region, &attempt.APIURL}),
			huh.NewInput().Title("Workspace").Description("the id of your channel; optional").Value(&workspace),
		),
	)
	if err := a.showForm(ctx, form); err != nil {
		return err
	}
	*attempt = serverOf(*attempt, region)
	attempt.ClientID, attempt.Secret = strings.TrimSpace(clientID), mask.NewSecret(strings.TrimSpace(secret))
	attempt.Workspace = api.WorkspaceID(strings.TrimSpace(workspace))
	return nil
}

// serverOf is an attempt at what was chosen as the region: the URL below it is shown
// and counts only for another server.
func serverOf(attempt account.Attempt, region string) account.Attempt {
	attempt.Region = region
	if region == otherServer {
		attempt.Region = ""
	} else {
		attempt.APIURL = ""
	}
	return attempt
}

// askLocation asks where to keep the secret. Plain text takes a second yes; the
// answer is empty when that was a no.
func (a *app) askLocation(ctx context.Context, locations []account.Location) (string, error) {
	chosen := locations[0]
	if chosen.Plain {
		chosen = locations[len(locations)-1]
	}
	options := make([]huh.Option[string], 0, len(locations))
	for _, location := range locations {
		options = append(options, huh.NewOption(location.Title+" · "+location.Note, location.ID))
	}
	id := chosen.ID
	if err := a.showForm(ctx, huh.NewForm(huh.NewGroup(
		huh.NewSelect[string]().Title("Where should the secret be stored?").Value(&id).Options(options...),
	))); err != nil {
		return "", err
	}
	for _, location := range locations {
		if location.ID != id || !location.Plain {
			continue
		}
		var agreed bool
		question := huh.NewConfirm().Title("Store the secret as plain text?").Description(location.Note).Value(&agreed)
		if err := a.showForm(ctx, huh.NewForm(huh.NewGroup(question))); err != nil {
			return "", err
		}
		if !agreed {
			return "", nil
		}
	}
	return id, nil
}
