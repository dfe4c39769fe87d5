//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"corotui/e2e/bench/probe"
)

// otherRows is how many lines or commits the other programs show.
const otherRows = 300

// others are the programs that people know, as far as they are installed: less
// with a text, and tig with a repository that was made for it.
func others(folder string) []subject {
	var all []subject
	if path, err := exec.LookPath("less"); err == nil {
		all = append(all, subject{name: "less", usable: "Row number 1,", command: func() (probe.Command, error) {
			text, err := longText(folder)
			return probe.Command{Path: path, Args: []string{text}, Env: []string{utf8}, Dir: folder}, err
		}})
	}
	if path, err := exec.LookPath("tig"); err == nil {
		all = append(all, subject{name: "tig", usable: "Row number " + fmt.Sprint(otherRows) + ",", command: func() (probe.Command, error) {
			repository, err := repository(folder)
			return probe.Command{
				Path: path, Dir: repository, Env: []string{utf8, "HOME=" + folder, "PATH=" + os.Getenv("PATH")},
			}, err
		}})
	}
	return all
}

func row(n int) string { return fmt.Sprintf("Row number %d, of a length that is usual in a list", n) }

// longText makes the text, the first time.
func longText(folder string) (string, error) {
	path := filepath.Join(folder, "rows.txt")
	var b strings.Builder
	for i := range otherRows {
		b.WriteString(row(i+1) + "\n")
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		return "", fmt.Errorf("write a text: %w", err)
	}
	return path, nil
}

// repository makes a repository of many commits, the first time.
func repository(folder string) (string, error) {
	path := filepath.Join(folder, "repository")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	var commits strings.Builder
	for i := range otherRows {
		message := row(i + 1)
		fmt.Fprintf(&commits, "commit refs/heads/main\ncommitter Bench <bench@example.com> %d +0000\ndata %d\n%s\n", 1_700_000_000+i, len(message), message)
	}
	for _, args := range [][]string{{"init", "-q", "-b", "main", path}, {"-C", path, "fast-import", "--quiet"}, {"-C", path, "reset", "-q", "--hard"}} {
		command := exec.Command("git", args...) //nolint:noctx // of our own words, and it ends by itself
		command.Stdin = strings.NewReader(commits.String())
		if said, err := command.CombinedOutput(); err != nil {
			return "", fmt.Errorf("make a repository: %w\n%s", err, said)
		}
	}
	return path, nil
}
