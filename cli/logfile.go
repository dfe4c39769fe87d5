package cli

import (
	"fmt"
	"log/slog"

	"corotui/api"
	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/disk"
)

// logOption opens the log file, if one is asked for, and returns what has a
// client write to it. The client leaves out what is secret.
func (a *app) logOption(c config.Config) ([]api.Option, error) {
	path := c.LogFile.Value
	if path == "" {
		return nil, nil
	}
	f, err := disk.Append(path, 0o600)
	if err != nil {
		return nil, &config.Error{Where: "--log-file", Problem: "could not write the log file: " + disk.Reason(err), Cause: err}
	}
	a.log = f
	info, err := f.Stat()
	if err == nil && info.Mode().IsRegular() {
		err = f.Chmod(0o600) // it may have been there before; a device is left alone
	}
	if err != nil {
		return nil, &config.Error{Where: "--log-file", Problem: "could not make the log file private: " + err.Error(), Cause: err}
	}
	logger := slog.New(slog.NewJSONHandler(f, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a.logged = program.GoLog.To(logger)
	return []api.Option{api.WithLogger(logger)}, nil
}

// closeLog ends the log file.
func (a *app) closeLog() error {
	if a.log == nil {
		return nil
	}
	if a.logged != nil {
		a.logged()
	}
	if err := a.log.Close(); err != nil {
		return fmt.Errorf("write the log file: %w", err)
	}
	return nil
}
