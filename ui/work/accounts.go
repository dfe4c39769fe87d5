package work

import (
	tea "charm.land/bubbletea/v2"

	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/list"
)

// writerOf makes the changes of an account.
func (w *Work) writerOf(key string) Writer {
	if key == "" {
		return w.opts.Writer
	}
	return w.account.Member(key).Writer
}

// testerOf sends the tests of an account.
func (w *Work) testerOf(key string) Tester {
	if key == "" {
		return w.opts.Tester
	}
	return w.account.Member(key).Server
}

// Refusal says why nothing of an account can be changed; empty when it can.
func (w *Work) Refusal(key string) string {
	return w.refused(key, "Nothing was changed")
}

// RefusesTest is Refusal for a test, which has Coro send something.
func (w *Work) RefusesTest(key string) string {
	return w.refused(key, "Nothing was sent")
}

func (w *Work) refused(key, result string) string {
	m := w.account.Member(key)
	switch {
	case m.ReadOnly == "":
		return ""
	case m.Profile != "":
		result += " in " + m.Profile
	}
	return result + ": " + m.ReadOnly + "."
}

// refusesAll is why nothing of a plan can be done; empty when something can.
func (w *Work) refusesAll(plan *bulk.Plan) (reason string) {
	for _, task := range plan.Tasks {
		if reason = w.Refusal(task.Account); reason == "" {
			break
		}
	}
	return reason
}

// accountsOf counts the accounts that rows are of.
func accountsOf(items []list.Item) int {
	accounts := make(map[string]bool)
	for _, item := range items {
		accounts[item.Ref.Account] = true
	}
	return len(accounts)
}

// refusedLines say of several rows which are of accounts that are read-only: those are
// left out of a run, with the reason.
func (w *Work) refusedLines(items []list.Item) []string {
	refused, profile := 0, ""
	for _, item := range items {
		if w.Refusal(item.Ref.Account) != "" {
			refused, profile = refused+1, item.Profile
		}
	}
	if refused == 0 {
		return nil
	}
	return []string{text.Plural(refused, "of them is", "of them are") + " read-only (" + profile + ") and will be refused."}
}

// policyOf is what is done about secrets that the server does not show in all of some
// rows: it is asked where it is not settled for one of their accounts.
func (w *Work) policyOf(items []list.Item) change.SecretPolicy {
	for _, item := range items {
		if w.writes.secrets[item.Ref.Account] == change.AskSecret {
			return change.AskSecret
		}
	}
	return change.LeaveSecret
}

// scope is whose newest change is undone: of the account, and of those beside it that
// are shown, or of which something was changed since the program began.
func (w *Work) scope() history.Scope {
	at := w.account.Where()
	scope := history.Scope{Profile: at.Profile, Host: at.Host}
	for _, m := range w.account.Members() {
		if w.browser.InAll() || w.writes.changed[m.Key] {
			scope.Others = append(scope.Others, who(m))
		}
	}
	return scope
}

func who(m account.Member) history.Who {
	return history.Who{Profile: m.Where.Profile, Host: m.Where.Host}
}

// madeBy is the account that made a change, as far as it is worked with.
func (w *Work) madeBy(e history.Entry) account.Member {
	for _, m := range w.account.Members() {
		if m.Where.Profile == e.Profile && m.Where.Host == e.Host {
			return m
		}
	}
	return w.account.Member("")
}

// undoable leaves of ways those that an account that is worked with can go.
func (w *Work) undoable() func([]history.UndoPlan) []history.UndoPlan {
	own := who(w.account.Member(""))
	others := w.account.Members()
	return func(ways []history.UndoPlan) []history.UndoPlan {
		all := make([]history.UndoPlan, 0, len(ways))
		for _, way := range ways {
			by := own
			for _, m := range others {
				if other := who(m); other.Profile == way.Entry.Profile && other.Host == way.Entry.Host {
					by = other
				}
			}
			all = append(all, history.ForAccount([]history.UndoPlan{way}, by)...)
		}
		return all
	}
}

// Settle finds out what became of changes of another account that an earlier program
// did not see the end of.
func (w *Work) Settle(m account.Member) tea.Cmd {
	if w.opts.Runner == nil {
		return nil
	}
	return w.settle(m.Server.Who(), m.Writer)
}
