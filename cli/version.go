package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"corotui/cli/output"
)

// versionOptions are what version takes.
type versionOptions struct {
	*app
	output.Flags
}

// built is what the program was built from, and for what. What the build did not tell is
// empty.
type built struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Date    string `json:"date"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

var versionView = output.View{
	Kind: output.Kind{
		Name: "version", Meaning: "What corotui was built from, and for what",
		Fields: []output.Field{
			{Name: "version", Type: "string", Meaning: "the version"},
			{Name: "commit", Type: "string", Meaning: "the commit, empty where the build does not know it"},
			{Name: "date", Type: "string", Meaning: "the commit's time, in RFC 3339, empty where the build does not know it"},
			{Name: "go", Type: "string", Meaning: "the version of Go"},
			{Name: "os", Type: "string", Meaning: "the operating system"},
			{Name: "arch", Type: "string", Meaning: "the processor's architecture"},
		},
	},
}

func (a *app) versionCommand() *cobra.Command {
	o := &versionOptions{app: a}
	c := &cobra.Command{Use: "version", Short: "Show the version, and what it was built from", Example: "corotui version\ncorotui version --json"}
	a.prints(c, &o.Flags, versionView)
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *versionOptions) run(cmd *cobra.Command, _ []string) error {
	b, p := build(), o.printer(cmd, false)
	var err error
	if p.ForPeople() {
		err = p.Text(b.text())
	} else {
		err = p.Add(b, b.Version)
	}
	if err != nil {
		return err
	}
	return p.End(cmd.Context())
}

// text is the build for people.
func (b built) text() string {
	said := "corotui version " + b.Version + "\n"
	if b.Commit != "" {
		said += fmt.Sprintf("commit %s of %s\n", b.Commit, cmp.Or(b.Date, "an unknown date"))
	}
	return said + fmt.Sprintf("%s for %s/%s\n", b.Go, b.OS, b.Arch)
}

// build reads what the program was built from.
func build() built {
	b := built{Version: version(), Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Commit = setting.Value
		case "vcs.time":
			b.Date = setting.Value
		}
	}
	return b
}

// version returns the version that the program was built as.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
