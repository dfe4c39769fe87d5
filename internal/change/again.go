package change

import "corotui/api"

// Again returns c as it is to be made after it ended in a conflict, which the
// user has now seen: from what is there now, with the side of each conflict of
// the outcome in their order. A deletion then deletes what was shown.
func Again(c Change, outcome Outcome, sides []Side) Change {
	if outcome.Before == nil {
		return c
	}
	switch c := c.(type) {
	case Update:
		c.Base, c.Recall = *outcome.Before, nil
		c.Goal = c.Goal.with(outcome.Before.Fields, Resolve(outcome.Merged, outcome.Goal, outcome.Conflicts, sides))
		return c
	case Delete:
		c.Base, c.Recall = *outcome.Before, nil
		return c
	}
	return c
}

// WithPolicy returns c with what an update does about a secret that the server
// does not show; other changes are as they were.
func WithPolicy(c Change, policy SecretPolicy) Change {
	if update, ok := c.(Update); ok {
		update.Secret = policy
		return update
	}
	return c
}

// WithSet returns c as one of the marked set of this name.
func WithSet(c Change, set string) Change {
	switch c := c.(type) {
	case Update:
		c.Set = set
		return c
	case Create:
		c.Set = set
		return c
	case Delete:
		c.Set = set
		return c
	}
	return c
}

// WithSecret returns c with a secret that the user has given for it, after a
// create or an update ended with [NeedSecret].
func WithSecret(c Change, secret api.WebhookSecret) Change {
	switch c := c.(type) {
	case Create:
		c.Goal = c.Goal.withSecret(secret)
		return c
	case Update:
		c.Goal = c.Goal.withSecret(secret)
		if recall := c.Recall; recall != nil {
			c.Recall = func(theirs api.Fields) (base, goal api.Fields) {
				base, goal = recall(theirs)
				goal.Secret = secret
				return base, goal
			}
		}
		return c
	}
	return c
}
