package account_test

import (
	"errors"
	"fmt"
	"testing"

	"corotui/api"
	"corotui/internal/account"
)

// TestWhatARefusalIsAbout is where to correct it first.
func TestWhatARefusalIsAbout(t *testing.T) {
	t.Parallel()
	token := func(status int, said api.Text) *api.Error {
		kind := api.KindAuth
		if status == 400 {
			kind = api.KindInvalid
		}
		return &api.Error{Kind: kind, Op: "get a token", Status: status, Title: said}
	}
	region, url := account.Attempt{Region: "eu"}, account.Attempt{APIURL: "https://typed.example"}
	for name, test := range map[string]struct {
		err         error
		region, url account.Field // at a region, and at a URL
	}{
		"the secret":           {token(401, "client_secret is wrong"), account.ClientSecret, account.ClientSecret},
		"the id":               {token(401, "unknown client"), account.ClientID, account.ClientID},
		"the id, as 400":       {token(400, "client_id is unknown"), account.ClientID, account.ClientID},
		"one of the two":       {fmt.Errorf("log in: %w", token(401, "invalid_client")), account.ClientSecret, account.ClientSecret},
		"the audience":         {token(401, "Service not found"), account.Region, account.APIURL},
		"no such host":         {&api.Error{Kind: api.KindNetwork, Err: errors.New("no such host")}, account.Region, account.APIURL},
		"another page":         {&api.Error{Kind: api.KindAnswer}, account.Region, account.APIURL},
		"no such path":         {&api.Error{Kind: api.KindNotFound, Op: "get a token"}, account.Region, account.APIURL},
		"no such workspace":    {&api.Error{Kind: api.KindNotFound, Workspace: "x"}, account.Workspace, account.Workspace},
		"another's workspace":  {&api.Error{Kind: api.KindForbidden, Workspace: "x"}, account.Workspace, account.Workspace},
		"the server's failure": {&api.Error{Kind: api.KindServer}, "", ""},
		"something else":       {errors.New("the disk is full"), "", ""},
	} {
		if got := account.Suspect(test.err, region); got != test.region {
			t.Errorf("%s: with a region it is %q", name, got)
		}
		if got := account.Suspect(test.err, url); got != test.url {
			t.Errorf("%s: with a URL it is %q", name, got)
		}
	}
}
