package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/cli/program"
	"corotui/internal/delivery"
	"corotui/internal/suggest"
	"corotui/internal/text"
)

// maxRepeat is how many deliveries one command may send.
const maxRepeat = 10_000

// eventFlags say which events are sent, and what is in them.
type eventFlags struct {
	all, edit   bool
	data        string
	set, remove []string
	repeat      int
}

func (f *eventFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.BoolVar(&f.all, "all", false, "send a sample of every event")
	flags.StringVar(&f.data, "data", "", "replace the data by the JSON in a file, as in @data.json, or on stdin with -")
	flags.StringArrayVar(&f.set, "set", nil, "set a value of the body: data.domain=x.example, or data.count:=25 for JSON")
	flags.StringArrayVar(&f.remove, "remove", nil, "remove a value of the body, e.g. data.domain")
	flags.BoolVar(&f.edit, "edit", false, "edit the body in $VISUAL or $EDITOR before it is sent")
	flags.IntVar(&f.repeat, "repeat", 1, "send this many events, each with a new id")
}

// samples are what the command line names.
func (f *eventFlags) samples(args []string) ([]delivery.Sample, error) {
	switch {
	case f.all && len(args) > 0:
		return nil, usage("--all sends every event. Leave out %s, or --all", text.Clean(api.Text(args[0])))
	case f.all:
		return delivery.Samples(), nil
	case len(args) == 0:
		return nil, usage("Name an event, e.g. corotui send workspace-created. List them with corotui send --list")
	case len(args) > 1:
		return nil, usage("Name one event and not %d, or send all with --all", len(args))
	}
	sample, known := delivery.FindSample(api.Trigger(args[0]))
	if known {
		return []delivery.Sample{sample}, nil
	}
	names := make([]string, 0, len(api.KnownTriggers))
	for _, trigger := range api.KnownTriggers {
		names = append(names, string(trigger.Name))
	}
	said := fmt.Sprintf("No event %q.", args[0])
	if near := suggest.Name(string(api.Trigger(args[0]).Name()), names); near != "" {
		said += fmt.Sprintf(" Did you mean %s?", near)
	}
	return nil, usage("%s List them with corotui send --list", said)
}

// check says what is wrong with the flags.
func (f *eventFlags) check(cmd *cobra.Command) error {
	most := maxRepeat
	if f.all {
		most /= len(api.KnownTriggers)
	}
	switch {
	case f.repeat < 1 || f.repeat > most:
		return usage("--repeat %d: use 1 to %d", f.repeat, most)
	case f.edit && f.all:
		return usage("--edit is for one event; leave out --all")
	case cmd.Flags().Changed("data") && f.data != "-" && !strings.HasPrefix(f.data, "@"):
		return usage("--data takes @FILE, or - for stdin, e.g. --data @data.json")
	}
	return nil
}

// bodyEdits are the changes of a body, read and ready.
type bodyEdits struct {
	*eventFlags
	app     *app
	data    json.RawMessage
	changes []func(json.RawMessage) (json.RawMessage, error)
	ownID   bool // the id is set by hand
	editor  *editor
	edited  json.RawMessage // what came out of it
	at      time.Time
}

// read reads what the flags themselves say of the bodies.
func (f *eventFlags) read(a *app, cmd *cobra.Command) (*bodyEdits, error) {
	if err := f.check(cmd); err != nil {
		return nil, err
	}
	edits := &bodyEdits{eventFlags: f, app: a, at: time.Now()}
	for _, set := range f.set {
		if err := edits.addSet(set); err != nil {
			return nil, err
		}
	}
	for _, remove := range f.remove {
		path, err := delivery.ParsePath(remove)
		if err != nil {
			return nil, usage("--remove: %s", err)
		}
		edits.changes = append(edits.changes, func(body json.RawMessage) (json.RawMessage, error) {
			changed, err := delivery.Remove(body, path)
			if err != nil {
				return nil, usage("--remove: %s", err)
			}
			return changed, nil
		})
	}
	if edits.ownID && (f.repeat > 1 || f.all) {
		return nil, usage("--set id: every event has its own id. Leave it out, or send one event")
	}
	return edits, nil
}

// readInput reads what the flags name, and finds the editor.
func (e *bodyEdits) readInput(cmd *cobra.Command) (err error) {
	if e.edit {
		if e.editor, err = e.app.newEditor(); err != nil {
			return err
		}
	}
	return e.readData(cmd)
}

// addSet reads one --set.
func (e *bodyEdits) addSet(set string) error {
	where, value, found := strings.Cut(set, "=")
	where, asJSON := strings.CutSuffix(where, ":")
	if !found {
		return usage("--set %q: write it as PATH=TEXT, e.g. data.domain=x.example, or PATH:=JSON", set)
	}
	path, err := delivery.ParsePath(where)
	if err != nil {
		return usage("--set: %s", err)
	}
	if asJSON && !json.Valid([]byte(value)) {
		return usage("--set %q: what follows := is not JSON. Write a string as PATH=TEXT", set)
	}
	e.ownID = e.ownID || len(path) == 1 && path[0] == "id"
	e.changes = append(e.changes, func(body json.RawMessage) (json.RawMessage, error) {
		var changed json.RawMessage
		var err error
		if asJSON {
			changed, err = delivery.Set(body, path, json.RawMessage(strings.TrimSpace(value)))
		} else {
			changed, err = delivery.SetText(body, path, value)
		}
		if err != nil {
			return nil, usage("--set: %s", err)
		}
		return changed, nil
	})
	return nil
}

// readData reads what replaces the data.
func (e *bodyEdits) readData(cmd *cobra.Command) error {
	if !cmd.Flags().Changed("data") {
		return nil
	}
	if e.eventFlags.data == "-" && program.IsTerminal(e.app.process.Stdin) {
		return usage("--data - expects JSON on stdin, which is a terminal. Pipe it in, or give --data @FILE")
	}
	data, err := e.app.inputOf("--data", strings.TrimPrefix(e.eventFlags.data, "@"))
	if err != nil {
		return err
	}
	if !json.Valid(data) {
		var value any
		return usage("--data is not JSON: %s", text.Sentence(json.Unmarshal(data, &value)))
	}
	e.data = json.RawMessage(strings.TrimSpace(string(data)))
	return nil
}

// eventBody is an event as it is sent.
type eventBody struct {
	id   api.Text
	kind api.Trigger
	body []byte
	odd  error // what a receiver may find wrong with it
}

// bodies are the events to send.
func (e *bodyEdits) bodies(samples []delivery.Sample) ([]eventBody, error) {
	all := make([]eventBody, 0, len(samples)*e.repeat)
	for range e.repeat {
		for _, sample := range samples {
			body, err := e.one(sample)
			if err != nil {
				return nil, err
			}
			all = append(all, body)
		}
	}
	return all, nil
}

// one is one event.
func (e *bodyEdits) one(sample delivery.Sample) (eventBody, error) {
	event := sample.Event(delivery.NewID(), e.at)
	if e.data != nil {
		event.Data = e.data
	}
	made := eventBody{id: event.ID, kind: event.Type, body: event.Body()}
	var err error
	for _, change := range e.changes {
		if made.body, err = change(made.body); err != nil {
			return made, err
		}
	}
	if e.edited != nil {
		made.body = e.edited
		if e.repeat > 1 {
			made.body, err = delivery.SetText(e.edited, delivery.Path{"id"}, string(event.ID))
			if err != nil {
				return made, usage("--edit: %s", err)
			}
		}
	}
	read, err := delivery.ParseEvent(made.body)
	if err == nil {
		made.id, made.kind = read.ID, read.Type
	}
	made.odd = err
	for _, header := range []api.Header{{Name: delivery.HeaderID, Value: made.id}, {Name: delivery.HeaderType, Value: api.Text(made.kind)}} {
		if !header.LegalValue() {
			return made, usage("%s %s cannot be sent in a header. Use another value in the body", text.Clean(header.Name), text.Quote(header.Value))
		}
	}
	return made, nil
}

// open has the user edit the body of a sample.
func (e *bodyEdits) open(ctx context.Context, sample delivery.Sample) error {
	made, err := e.one(sample)
	if err != nil {
		return err
	}
	e.edited, err = e.editor.edit(ctx, string(sample.Trigger.Name), made.body)
	return err
}

// noteBodies notes what a receiver may find wrong with bodies, once.
func (o *sendOptions) noteBodies(bodies []eventBody) {
	for _, b := range bodies {
		if b.odd != nil {
			o.notef("%s, so a receiver should refuse the delivery", capital(b.odd))
			return
		}
	}
}

// eventJSON is an event that there is a sample of.
type eventJSON struct {
	Event      string `json:"event"`
	Documented bool   `json:"documented"`
	Meaning    string `json:"meaning"`
}

var eventsView = output.View{
	Shape:   output.List,
	Columns: output.Columns("EVENT!", "DATA", "SENT WHEN"),
	Kind: output.Kind{
		Name: "event", Meaning: "An event that there is a sample of, with send --list",
		Fields: []output.Field{
			{Name: "event", Type: "string", Meaning: "its name"},
			{Name: "documented", Type: "boolean", Meaning: "whether the data of the sample is that of Coro's guide; else it is a guess"},
			{Name: "meaning", Type: "string", Meaning: "when Coro sends it"},
		},
	},
}

// listEvents lists the samples.
func (o *sendOptions) listEvents(cmd *cobra.Command, args []string) error {
	if len(args) > 0 || o.all {
		return usage("--list shows all events and sends none. Leave out the event and --all")
	}
	p := output.New(o.Flags, eventsView, output.Target{Stdout: stdout{o.app}, Width: program.Width(o.process.Stdout)})
	for _, s := range delivery.Samples() {
		known := "a guess"
		if s.Documented {
			known = "documented"
		}
		name := string(s.Trigger.Name)
		if err := p.Add(eventJSON{name, s.Documented, s.Trigger.Meaning}, name, name, known, s.Trigger.Meaning); err != nil {
			return err
		}
	}
	return p.End(cmd.Context())
}
