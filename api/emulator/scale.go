package emulator

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

const (
	scaleChannelEvery = 50 // below the root, one workspace in so many is a channel
	scaleOffPercent   = 5  // of webhooks are disabled
	scaleYear         = 365 * day
)

var (
	scalePurposes = []string{"Billing", "PSA tickets", "Security alerts", "RMM devices", "Usage report", "SIEM forwarder", "User lifecycle"}
	scaleHosts    = []string{"hooks.acme", "psa.northwind", "events.pager", "rmm.devices", "usage.acme", "collector.siem", "iam.acme"}
	scaleHeaders  = []SeedHeader{{headerAuthorization, "Bearer demo"}, {"X-Env", "prod"}}
	scaleCamel    = []string{"protectedDevicesAdded.v1", "protectedDevicesDeleted.v1", "workspaceCreated.v1"}
)

// Scale returns the given number of workspaces, at least 1, with so many
// webhooks each. The first workspace is [DemoChannel], and the others are below
// it, some under channels of their own. The same three numbers give the same
// seed, ids included.
func Scale(workspaces, webhooks int, rngSeed uint64) Seed {
	random := rand.New(rand.NewPCG(rngSeed, 2)) //nolint:gosec // G404: the same numbers must give the same seed
	seed := Seed{Workspaces: make([]SeedWorkspace, 0, max(workspaces, 1))}
	parent := DemoChannel
	for n := range max(workspaces, 1) {
		w := SeedWorkspace{
			ID: fmt.Sprintf("client%05d_%04X_x", n, random.Uint32N(1<<16)), DisplayName: fmt.Sprintf("Client %05d", n),
			Type: typeChild, Parent: parent, Users: random.IntN(500) + 1,
		}
		switch {
		case n == 0:
			w.ID, w.DisplayName, w.Type, w.Parent = DemoChannel, "Acme Channel", typeChannel, ""
		case n%scaleChannelEvery == 0:
			w.Type, w.Parent = typeChannel, DemoChannel
			parent = w.ID
		}
		w.CompanyName = w.DisplayName
		w.Domain = host(w.ID) + ".example"
		w.Webhooks = make([]SeedWebhook, 0, webhooks)
		for i := range webhooks {
			hook := scaleWebhook(i, random)
			if w.Type == typeChannel { // or a webhook of a child could be just like it by chance
				hook.URL += "&of=" + strconv.Itoa(n)
			}
			w.Webhooks = append(w.Webhooks, hook)
		}
		seed.Workspaces = append(seed.Workspaces, w)
	}
	return seed
}

// Spread returns so many workspaces as [Scale] makes, with so many webhooks among
// all of them, shared as evenly as can be.
func Spread(workspaces, webhooks int, rngSeed uint64) Seed {
	workspaces = max(workspaces, 1)
	seed := Scale(workspaces, (webhooks+workspaces-1)/workspaces, rngSeed)
	for i := range seed.Workspaces {
		w := &seed.Workspaces[i]
		w.Webhooks = w.Webhooks[:webhooks*(i+1)/workspaces-webhooks*i/workspaces]
	}
	return seed
}

// scaleWebhook makes up a webhook. Its slices are parts of shared ones.
func scaleWebhook(n int, random *rand.Rand) SeedWebhook {
	kind := random.IntN(len(scalePurposes))
	documented := events[:len(events)-1]
	first := random.IntN(len(documented))
	last := min(first+1+random.IntN(4), len(documented))
	w := SeedWebhook{
		Name:        fmt.Sprintf("%s %d", scalePurposes[kind], n),
		Description: "Made to test large lists",
		Descendants: random.IntN(2) == 0,
		URL:         fmt.Sprintf("https://%s.example/coro/%d?v=%d", scaleHosts[kind], n, random.IntN(9)),
		Secret:      fmt.Sprintf("s-%016x", random.Uint64()),
		Headers:     scaleHeaders[:random.IntN(3)],
		Triggers:    documented[first:last],
		Changed:     time.Duration(random.Int64N(int64(scaleYear))),
	}
	if random.IntN(10) == 0 {
		w.Triggers = scaleCamel
	}
	if random.IntN(100) < scaleOffPercent {
		w.Status = statusDisabled
	}
	w.Created = w.Changed + time.Duration(random.Int64N(int64(scaleYear)))
	return w
}
