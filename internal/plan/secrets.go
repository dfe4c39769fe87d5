package plan

import (
	"context"
	"fmt"
	"strings"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// LookUp runs the commands that print secrets, each once, and puts what they printed into
// the policy. The error is [Problems] where one failed: nothing is sent then.
func (p *Policy) LookUp(ctx context.Context, from Input) error {
	if from.Command == nil {
		return nil
	}
	type printed struct {
		secret mask.Secret
		err    error
	}
	known := make(map[string]printed)
	var wrong Problems
	for given := range p.secrets {
		s := &given.Value
		if len(s.Command) == 0 {
			continue
		}
		key := strings.Join(s.Command, "\x00")
		one, ran := known[key]
		if !ran {
			one.secret, one.err = from.Command(ctx, s.Command)
			if one.err == nil && mask.IsMask(one.secret.Reveal()) {
				one.err = fmt.Errorf("secret command %s printed a mask and not a secret", s.Command[0])
			}
			known[key] = one
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if one.err != nil {
			wrong = append(wrong, Problem{At: given.At, Says: text.Clean(api.Text(text.Sentence(one.err)))})
			continue
		}
		s.Value = one.secret
	}
	return wrong.Err()
}

// secrets gives every secret that the policy names.
func (p *Policy) secrets(yield func(*Given[Secret]) bool) {
	for i := range p.Sets {
		set := &p.Sets[i]
		for k := range set.Webhooks {
			if !yield(&set.Webhooks[k].Secret) {
				return
			}
		}
		for _, override := range set.Override {
			for k := range override.Webhooks {
				if !yield(&override.Webhooks[k].Secret) {
					return
				}
			}
		}
	}
}

// Generates reports whether a secret is made for some webhook that is created.
func (p *Policy) Generates() bool {
	for given := range p.secrets {
		if given.Value.Generate {
			return true
		}
	}
	return false
}

// Generated makes the secrets of new webhooks. A run that is resumed makes those that it
// made at first.
type Generated struct {
	Run  string // names the run to Make; it is no secret
	Make func(in api.WorkspaceID, name api.Text) mask.Secret
}

// DrawnSecrets are secrets that are made and kept nowhere.
func DrawnSecrets() Generated {
	return Generated{Make: func(api.WorkspaceID, api.Text) mask.Secret { return mask.Generate() }}
}

// Generator returns what makes the secrets of a run; of a new one if run is empty.
type Generator func(ctx context.Context, run string) (Generated, error)

// Generate has the secrets of new webhooks made, if the policy wants that.
func (p *Policy) Generate(ctx context.Context, by Generator, run string) error {
	if !p.Generates() || by == nil {
		return nil
	}
	made, err := by(ctx, run)
	if err == nil {
		p.Generated = made
	}
	return err
}

// make puts the secret of a new webhook into what is wanted of it.
func (g Generated) make(in api.WorkspaceID, w Wanted) Wanted {
	if w.Secret.Value.Generate && g.Make != nil {
		w.Secret.Value.Value = g.Make(in, w.Name.Value)
	}
	return w
}
