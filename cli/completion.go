package cli

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"corotui/api"
	"corotui/config"
	"corotui/internal/delivery"
	"corotui/internal/filter"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// A shell asks for what can follow a line. No one else is asked: all comes from the
// config file, the history, and what earlier runs kept. Where nothing is known nothing
// is offered, also no files, unless a file fits.

// completing reports that a shell asks.
func (a *app) completing() bool {
	return len(a.process.Args) > 0 && strings.HasPrefix(a.process.Args[0], cobra.ShellCompRequestCmd)
}

// completes says of every command below one, and of its flags, what can follow.
func (a *app) completes(root *cobra.Command) {
	noFiles := cobra.ShellCompDirectiveNoFileComp
	root.CompletionOptions.DefaultShellCompDirective = &noFiles
	offers := a.flagOffers()
	var each func(c *cobra.Command)
	each = func(c *cobra.Command) {
		c.ValidArgsFunction = a.operandsOffered
		c.LocalFlags().VisitAll(func(flag *pflag.Flag) {
			offered, known := offers[flag.Name]
			if p, prints := a.views[c]; prints && flag.Name == "format" {
				offered, known = among(p.flags.Formats()...), true
			}
			if known {
				a.fail(c.RegisterFlagCompletionFunc(flag.Name, offered))
			}
		})
		for _, below := range c.Commands() {
			each(below)
		}
	}
	each(root)
}

// flagOffers are what offers the values of flags. A name means the same in every command.
func (a *app) flagOffers() map[string]cobra.CompletionFunc {
	offers := map[string]cobra.CompletionFunc{
		"region":    among(config.Regions()...),
		"profile":   offer(a.profileNames),
		"workspace": offer(a.workspaceIDs),
		"to":        severally(a.workspaceIDs),
		"webhook":   offer(a.webhookFlagOffered),
		"status":    among(string(api.Enabled), string(api.Disabled)),
		"filter":    filters(filter.Fields),
		"store":     offer(storeKinds),
		"ids":       among("-"),
		"data":      among("-"),

		"signature-format": among(delivery.FormNames()...),
		"dir": func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
	}
	for _, name := range []string{"workspace-filter", "to-filter"} {
		offers[name] = filters(filter.WorkspaceFields)
	}
	for _, name := range []string{"trigger", "add-trigger", "remove-trigger"} {
		offers[name] = severally(knownTriggers)
	}
	for _, name := range append([]string{"save"}, paths...) {
		offers[name] = a.files
	}
	return offers
}

// files leaves it to the shell to offer names of files.
func (a *app) files(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	a.wantsFile = true
	return nil, cobra.ShellCompDirectiveDefault
}

// operandsOffered offers what can stand at the place of the next operand, by the word
// that the command's call has for it.
func (a *app) operandsOffered(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var values func(*cobra.Command) []cobra.Completion
	switch word := operandAt(c.Use, len(args)); word {
	case "WEBHOOK":
		values = a.webhooksOffered
	case "TRIGGER":
		values = knownTriggers
	case "EVENT":
		values = sampleEvents
	case "FILE":
		return a.filesOffered(c, args, typed)
	case "FILTER":
		return filters(filter.Fields)(c, args, typed)
	case "WORKSPACE":
		values = a.workspaceIDs
	case "PROFILE":
		values = a.profileNames
	case "ID":
		switch c.Name() {
		case "undo":
			return ordered(a.undoIDs)(c, args, typed)
		case "resume":
			return ordered(a.runIDs)(c, args, typed)
		case "workspace", "get":
			values = a.workspaceIDs
		}
	case "METHOD":
		return among(http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete)(c, args, typed)
	case "PAGE":
		values = pageNames
	}
	if values == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return offer(values)(c, args, typed)
}

// filesOffered leaves files to the shell: where several can be given, they say how
// webhooks are to be, and are of one kind.
func (a *app) filesOffered(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	resume := c.Flags().Lookup("resume")
	switch {
	case resume != nil && resume.Changed:
		return ordered(a.runIDs)(c, args, typed)
	case strings.HasSuffix(c.Use, " FILE..."):
		return plan.Extensions(), cobra.ShellCompDirectiveFilterFileExt
	}
	return a.files(c, args, typed)
}

// operandAt is the word for an operand in the call of a command: WEBHOOK for each one of
// WEBHOOK..., empty if there is none at that place.
func operandAt(use string, place int) string {
	call, _, _ := strings.Cut(use, " | ") // what else can be given
	operands := strings.Fields(call)[1:]
	for i, word := range operands {
		word = strings.Trim(word, "[]")
		one, several := strings.CutSuffix(word, "...")
		if i == place || several && i == len(operands)-1 && place > i {
			return one
		}
	}
	return ""
}

// offer offers those values that begin as what is typed, and are not given yet.
func offer(values func(*cobra.Command) []cobra.Completion) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return fitting(values(c), args, typed), cobra.ShellCompDirectiveNoFileComp
	}
}

// ordered is offer of values whose order tells something.
func ordered(values func(*cobra.Command) []cobra.Completion) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return fitting(values(c), args, typed), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// among is offer of a fixed list.
func among(all ...string) cobra.CompletionFunc {
	return offer(func(*cobra.Command) []cobra.Completion { return all })
}

// severally is offer for a list with commas between its values.
func severally(values func(*cobra.Command) []cobra.Completion) cobra.CompletionFunc {
	return func(c *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		before := typed[:strings.LastIndexByte(typed, ',')+1]
		found := fitting(values(c), strings.Split(before, ","), typed[len(before):])
		for i := range found {
			found[i] = before + found[i]
		}
		return found, cobra.ShellCompDirectiveNoFileComp
	}
}

// filters offers how a filter of these fields goes on.
func filters(fields []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var found []cobra.Completion
		directive := cobra.ShellCompDirectiveNoFileComp
		fresh := typed == "" || strings.HasSuffix(typed, " ") || strings.HasSuffix(typed, " -") || typed == "-"
		for _, o := range filter.Offers(typed, fields) {
			if !o.Fits && !fresh {
				continue
			}
			whole := strings.TrimRight(filter.Complete(typed, o), " ")
			if strings.HasSuffix(o.Text, ":") {
				directive |= cobra.ShellCompDirectiveNoSpace
			}
			if o.Like != "" {
				whole = cobra.CompletionWithDesc(whole, "such as "+o.Text+o.Like)
			}
			found = append(found, whole)
		}
		return found, directive
	}
}

// fitting are the values that begin as what is typed, and are not given yet.
func fitting(values []cobra.Completion, given []string, typed string) []cobra.Completion {
	return slices.DeleteFunc(slices.Clone(values), func(value cobra.Completion) bool {
		word, _, _ := strings.Cut(value, "\t")
		return !strings.HasPrefix(word, typed) || slices.Contains(given, word) || !typable(word)
	})
}

// activeHelp begins what a shell shows as a note, and does not insert.
const activeHelp = "_activeHelp_"

// typable reports that a word can stand on a command line as it is: it comes from a
// server, and some shells insert what they complete without quoting it. Blanks they
// quote.
func typable(word string) bool {
	return word != "" && word == text.Clean(api.Text(word)) && (word == "-" || word[0] != '-') &&
		!strings.HasPrefix(word, activeHelp) && !strings.ContainsAny(word, "$`\\\"'!;&|<>(){}*?[]~#^\u00a0")
}

// knownTriggers lists the triggers that this version knows.
func knownTriggers(*cobra.Command) []cobra.Completion {
	names := make([]cobra.Completion, 0, len(api.KnownTriggers))
	for _, known := range api.KnownTriggers {
		names = append(names, cobra.CompletionWithDesc(string(known.Name), known.Meaning))
	}
	return names
}

// sampleEvents lists the events that there are samples of.
func sampleEvents(*cobra.Command) []cobra.Completion {
	samples := delivery.Samples()
	names := make([]cobra.Completion, 0, len(samples))
	for _, s := range samples {
		names = append(names, cobra.CompletionWithDesc(string(s.Trigger.Name), s.Trigger.Meaning))
	}
	return names
}

// storeKinds lists where login can keep a secret.
func storeKinds(*cobra.Command) []cobra.Completion {
	kinds := make([]cobra.Completion, 0, len(config.Storable()))
	for _, kind := range config.Storable() {
		kinds = append(kinds, string(kind))
	}
	return kinds
}

// answers holds back what a shell is told, until it is clear that no files are wanted:
// Cobra offers them where it does not know what follows.
func (a *app) answers(root *cobra.Command) (tell func()) {
	if !a.completing() {
		return func() {}
	}
	var told bytes.Buffer
	root.SetOut(&told)
	return func() {
		said := told.String()
		if said == ":0\n" && !a.wantsFile {
			said = fmt.Sprintf(":%d\n", cobra.ShellCompDirectiveNoFileComp)
		}
		a.printf("%s", said)
	}
}
