package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/disk"
	"corotui/internal/fleet"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// mostPolicy is how long a file may be that is compared with what is to be written.
const mostPolicy = 64 * disk.MiB

// policyEnd is how the name of a policy file ends.
const policyEnd = ".yaml"

// writeAll writes a file for each workspace to the folder. One that is there already with
// that content is left alone, and so is the file of a workspace that could not be read.
func (o *exportOptions) writeAll(ctx context.Context, export plan.Export, results []fleet.Result) error {
	names := fileNames(results)
	export.Unlisted = false // no file is of that
	wrote, same := 0, 0
	var ours []string
	for i, r := range results {
		name := names[i]
		if r.Err == nil && !export.Selects(r) {
			continue
		}
		ours = append(ours, name)
		if r.Err != nil {
			continue
		}
		var file bytes.Buffer
		if err := export.Write(&file, results[i:i+1]); err != nil {
			return err
		}
		path := filepath.Join(o.dir, name)
		if was, err := disk.Read(path, mostPolicy); err == nil && bytes.Equal(was, file.Bytes()) {
			same++
			continue
		}
		if err := disk.Output(ctx, path, file.Bytes(), 0o644); err != nil {
			return err
		}
		wrote++
	}
	o.notef("Wrote %s to %s%s", text.Plural(wrote, "file", "files"), o.dir, unchangedFiles(same))
	o.noteStale(ours)
	return nil
}

func unchangedFiles(same int) string {
	if same == 0 {
		return ""
	}
	return "; " + text.Plural(same, "other is", "others are") + " as they were"
}

// noteStale names the policy files of the folder that this export did not write. They
// may be of workspaces that are gone, or someone's own, so they stay.
func (o *exportOptions) noteStale(ours []string) {
	entries, err := os.ReadDir(o.dir)
	if err != nil {
		return // what was written is written
	}
	var stale []string
	for _, entry := range entries {
		end := strings.ToLower(filepath.Ext(entry.Name()))
		if !entry.IsDir() && (end == policyEnd || end == ".yml") && !slices.Contains(ours, entry.Name()) {
			stale = append(stale, text.Clean(api.Text(entry.Name())))
		}
	}
	if len(stale) == 0 {
		return
	}
	shown := strings.Join(stale[:min(len(stale), mostStale)], ", ")
	if more := len(stale) - mostStale; more > 0 {
		shown += " and " + text.Count(more) + " more"
	}
	o.notef("%s also has %s that this export did not write: %s. A plan of the folder reads them too; delete what is of no use",
		o.dir, text.Plural(len(stale), "policy file", "policy files"), shown)
}

// mostStale is how many files are named.
const mostStale = 5

// fileNames are the names of the files of workspaces: their ids, where these can be file
// names on every system and no two of them are one there.
func fileNames(results []fleet.Result) []string {
	names := make([]string, len(results))
	count := make(map[string]int, len(results))
	for i, r := range results {
		names[i] = fileName(string(r.Workspace.ID))
		count[strings.ToLower(names[i])]++
	}
	for i, r := range results {
		id := string(r.Workspace.ID)
		if count[strings.ToLower(names[i])] > 1 || names[i] != id || reserved(id) {
			sum := sha256.Sum256([]byte(id))
			names[i] += "-" + hex.EncodeToString(sum[:4])
		}
		names[i] += policyEnd
	}
	return names
}

// longestFile keeps the names of files short.
const longestFile = 100

// fileName is an id without what has a meaning in the name of a file.
func fileName(id string) string {
	name := strings.Map(func(r rune) rune {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if letter || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '_'
	}, id)
	name = strings.TrimLeft(name[:min(len(name), longestFile)], ".-")
	if name == "" {
		return "workspace"
	}
	return name
}

// reserved reports whether Windows keeps a name for a device.
func reserved(name string) bool {
	name, _, _ = strings.Cut(strings.ToLower(name), ".")
	if slices.Contains([]string{"con", "prn", "aux", "nul"}, name) {
		return true
	}
	return len(name) == 4 && (strings.HasPrefix(name, "com") || strings.HasPrefix(name, "lpt")) && name[3] >= '0' && name[3] <= '9'
}
