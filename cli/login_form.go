package cli

import (
	"cmp"
	"context"
	"strings"

	"charm.land/huh/v2"

	"corotui/api"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/ui/input"
)

// fromForm asks for credentials until they work or the user leaves, and then
// where to keep the secret, unless the flags say that already.
func (o *loginOptions) fromForm(ctx context.Context, s *account.Session, attempt account.Attempt) (account.Attempt, string, error) {
	from := account.Region
	for {
		if err := o.askCredentials(ctx, s, &attempt, from); err != nil {
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
		// A later try may succeed as it is: then enter at the last question makes it.
		from = cmp.Or(account.Suspect(err, attempt), account.Workspace)
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

// askCredentials asks for an attempt, from one field on. The others keep what they are,
// and shift+tab leads to those before it.
func (a *app) askCredentials(ctx context.Context, s *account.Session, attempt *account.Attempt, from account.Field) error {
	region, clientID, secret, workspace := attempt.Region, attempt.ClientID, attempt.Secret.Reveal(), string(attempt.Workspace)
	if attempt.APIURL != "" {
		region = account.OtherServer
	}
	choices := account.Servers()
	servers := make([]huh.Option[string], 0, len(choices))
	for _, server := range choices {
		servers = append(servers, huh.NewOption(server.Name, server.Region))
	}
	form := huh.NewForm(
		huh.NewGroup(
			huh.NewSelect[string]().Key(string(account.Region)).Title(string(account.Region)).Value(&region).Options(servers...),
		),
		huh.NewGroup(
			huh.NewInput().Key(string(account.APIURL)).Title(string(account.APIURL)).Value(&attempt.APIURL).Validate(config.CheckAPIURL),
		).WithHideFunc(func() bool { return region != account.OtherServer }),
		huh.NewGroup(
			huh.NewInput().Key(string(account.ClientID)).Title(string(account.ClientID)).Description(account.ClientID.Hint()).Value(&clientID).Validate(needed("the client id")),
			hidden(string(account.ClientSecret), &secret).Key(string(account.ClientSecret)).Validate(needed("the client secret")).DescriptionFunc(func() string {
				return "sent only to " + s.Host(serverOf(*attempt, region))
			}, []*string{&region, &attempt.APIURL}),
			huh.NewInput().Key(string(account.Workspace)).Title(string(account.Workspace)).Description(account.Workspace.Hint()).Value(&workspace),
		),
	)
	goTo(form, from)
	if err := a.showForm(ctx, form); err != nil {
		return err
	}
	*attempt = serverOf(*attempt, region)
	attempt.ClientID, attempt.Secret = strings.TrimSpace(clientID), mask.NewSecret(strings.TrimSpace(secret))
	attempt.Workspace = api.WorkspaceID(strings.TrimSpace(workspace))
	return nil
}

// goTo has a form begin at a field, past groups that are filled in.
func goTo(form *huh.Form, from account.Field) {
	for {
		input.ToField(form, string(from))
		at := form.GetFocusedField()
		if at.GetKey() == string(from) {
			return
		}
		if form.NextGroup(); form.GetFocusedField() == at {
			return
		}
	}
}

// serverOf is an attempt at what was chosen as the region: the URL below it is shown
// and counts only for another server.
func serverOf(attempt account.Attempt, region string) account.Attempt {
	attempt.Region = region
	if region == account.OtherServer {
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
