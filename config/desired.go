package config

import (
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// desired reads the list of files, or folders of files, that say what the webhooks are to
// be. That they are there, and what is in them, is for whoever reads them.
func (r reader) desired(n *yaml.Node) (Setting[[]string], error) {
	const form = "desired is a list of files or folders like [policy.yaml, policies]"
	if null(n) {
		return Setting[[]string]{}, nil
	}
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode && bare(n) {
		nodes = n.Content
	}
	paths := make([]string, 0, len(nodes))
	for _, one := range nodes {
		path, ok := scalar(one)
		switch {
		case !ok:
			return Setting[[]string]{}, r.fail(one.Line, form)
		case strings.TrimSpace(path) == "":
			return Setting[[]string]{}, r.fail(one.Line, "a path is empty; %s", form)
		case path == "-":
			return Setting[[]string]{}, r.fail(one.Line, "%q cannot be read from here; %s", path, form)
		}
		if err := checkSeen(path); err != nil {
			return Setting[[]string]{}, r.fail(one.Line, "%s", err)
		}
		paths = append(paths, path)
	}
	if len(paths) == 0 {
		return Setting[[]string]{}, nil
	}
	return Setting[[]string]{paths, fromLine(r.path, n.Line)}, nil
}

// resolveDesired finds the files: below the config file's folder, or, of a path that
// begins with ~, below the home folder.
func (c *Config) resolveDesired() {
	c.Desired = c.file.desired
	c.Desired.Value = nil
	for _, path := range c.file.desired.Value {
		home := homeFolder(c.Env)
		switch rest, below := strings.CutPrefix(filepath.ToSlash(path), "~/"); {
		case below && home != "":
			path = filepath.Join(home, filepath.FromSlash(rest))
		case path == "~" && home != "":
			path = home
		case !filepath.IsAbs(path):
			path = filepath.Join(filepath.Dir(c.File), path)
		}
		c.Desired.Value = append(c.Desired.Value, path)
	}
}
