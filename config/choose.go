package config

import "fmt"

// UseProfile makes a profile the default one in the config file, whose other lines
// stay as they are.
func (c Config) UseProfile(name string) error {
	if err := c.mustExist(name); err != nil {
		return err
	}
	_, err := c.rewrite(func(e *editor) error {
		e.chosen = true
		return e.set(written(name), "default_profile")
	})
	return err
}

// SetWorkspace writes the workspace that a profile opens into the config file, in place of
// the one that it had.
func (c Config) SetWorkspace(profile, workspace string) error {
	if err := c.mustExist(profile); err != nil {
		return err
	}
	if err := CheckID(workspace); err != nil {
		return &Error{Where: "workspace", Problem: err.Error()}
	}
	_, err := c.rewrite(func(e *editor) error {
		e.profile = profile
		return e.set(written(workspace), "profiles", profile, "workspace")
	})
	return err
}

// mustExist says that the config file has no profile of a name.
func (c Config) mustExist(name string) error {
	if _, exists := c.file.profile(name); !exists {
		return &Error{Problem: fmt.Sprintf("there is no profile %q in %s; %s", name, c.file.path, thereAre(name, c.file.names()))}
	}
	return nil
}
