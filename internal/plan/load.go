package plan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/disk"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// Input is what files are read with.
type Input struct {
	Stdin io.Reader                        // for "-"; nil: nothing is there
	Vars  func(name string) (string, bool) // the variables of ${NAME} and of secrets; nil: there are none
	Force bool                             // let triggers through that are not documented

	Command  func(ctx context.Context, argv []string) (mask.Secret, error) // runs what prints a secret; nil: nothing does
	Generate Generator                                                     // nil: no secrets are made
}

// lookup is the value of a variable. One that is empty counts as not set: it is most
// often one that someone forgot.
func (from Input) lookup(name string) (string, bool) {
	if from.Vars == nil {
		return "", false
	}
	value, there := from.Vars(name)
	return value, there && value != ""
}

// What is read at most: more is no policy, but a mistake.
const (
	mostBytes = 16 * disk.MiB // of one file
	mostFiles = 10_000
)

// Stdin is what a file is called that is read from there.
const Stdin = "-"

// Extensions are the ends of the names of files, without their dot.
func Extensions() []string { return []string{"yaml", "yml"} }

// isPolicy reports whether a file of a folder is read: by the end of its name, and not
// if it is a hidden one.
func isPolicy(name string) bool {
	end := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	return slices.Contains(Extensions(), end) && !strings.HasPrefix(filepath.Base(name), ".")
}

// Load reads files, the files of folders, and "-", which is stdin. The error is
// [Problems] if something is wrong with them: all that is.
func Load(ctx context.Context, names []string, from Input) (*Policy, error) {
	var wrong Problems
	var sources []Source
	left := 4 * mostBytes // of all
	for _, name := range expand(names, &wrong) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		source, err := read(ctx, name, min(int64(left), mostBytes), from.Stdin)
		if err != nil {
			wrong = append(wrong, unread(source.Name, "could not be read: "+disk.Reason(err)))
			continue
		}
		left -= len(source.Data)
		sources = append(sources, source)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	policy, err := Parse(sources, from)
	found, _ := errors.AsType[Problems](err)
	if err = append(wrong, found...).Err(); err != nil {
		return nil, err
	}
	if err := policy.LookUp(ctx, from); err != nil {
		return nil, err
	}
	return policy, nil
}

// unread is about a file as a whole.
func unread(name, what string) Problem {
	return Problem{At: Position{File: name}, Says: text.Clean(api.Text(what))}
}

// expand puts the files of folders in the place of these, in the order of their names.
// A file that is named twice is read once.
func expand(names []string, wrong *Problems) []string {
	var all []string
	seen := make(map[string]bool)
	add := func(name string) {
		key := name
		if path, err := filepath.Abs(name); err == nil && name != Stdin {
			key = path
		}
		if !seen[key] {
			seen[key] = true
			all = append(all, name)
		}
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if name == Stdin || err != nil || !info.IsDir() {
			add(name)
			continue
		}
		files, err := filesOf(name)
		switch {
		case err != nil:
			*wrong = append(*wrong, unread(name, "could not be read: "+disk.Reason(err)))
		case len(files) == 0:
			*wrong = append(*wrong, unread(name, "the folder has no *.yaml or *.yml files; name the files, or another folder"))
		}
		for _, file := range files {
			add(file)
		}
	}
	if len(all) > mostFiles {
		*wrong = append(*wrong, unread(all[mostFiles], fmt.Sprintf("these are %s; read at most %s at once", text.Plural(len(all), "file", "files"), text.Count(mostFiles))))
		return nil
	}
	return all
}

// filesOf are the files of a folder, not of those in it.
func filesOf(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	var files []string
	for _, entry := range entries {
		name := filepath.Join(folder, entry.Name())
		if !isPolicy(name) {
			continue
		}
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			continue
		}
		files = append(files, name)
	}
	slices.Sort(files)
	return files, nil
}

// read reads one file. It does not wait longer for stdin than ctx lets it.
func read(ctx context.Context, name string, limit int64, stdin io.Reader) (Source, error) {
	if name != Stdin {
		data, err := disk.ReadInput(name, limit)
		return Source{Name: name, Data: data}, err
	}
	source := Source{Name: "stdin"}
	if stdin == nil {
		return source, fs.ErrNotExist
	}
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := disk.All(stdin, limit)
		done <- result{data, err}
	}()
	select {
	case got := <-done:
		source.Data = got.data
		return source, got.err
	case <-ctx.Done():
		return source, ctx.Err()
	}
}
