package manual

// Fact is a name that users meet, and what it means. Names stand as they are typed; in a
// meaning they stand between backquotes.
type Fact struct{ Name, Meaning string }

// ExitStatus are the exit codes of all commands.
var ExitStatus = []Fact{
	{"0", "done"},
	{"1", "failed"},
	{"2", "wrong usage or config"},
	{"3", "authentication"},
	{"4", "not found"},
	{"5", "conflict: someone else changed it"},
	{"6", "partly failed"},
	{"7", "differences found: `fleet watch --once` saw a change, `drift` something that is not as files say, or `plan --exit-code` something to do"},
	{"130", "interrupted"},
}

// Environment are the variables that all commands read.
var Environment = []Fact{
	{"COROTUI_PROFILE", "the profile of the config file to use"},
	{"COROTUI_REGION", "`us`, `ca`, or `eu`"},
	{"COROTUI_API_URL", "a base URL instead of a region; `http://` for loopback addresses only"},
	{"COROTUI_AUDIENCE", "the token's audience, if it differs from the base URL"},
	{"COROTUI_CLIENT_ID, COROTUI_CLIENT_SECRET", "credentials, only as a pair; with both set, no login is needed and nothing is stored"},
	{"COROTUI_WORKSPACE", "the id of the workspace to open"},
	{"COROTUI_READ_ONLY", "`1`: every write is refused before it is sent"},
	{"COROTUI_CONFIG", "the config file"},
	{"XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME, XDG_RUNTIME_DIR", "where files are kept"},
	{"HTTPS_PROXY, NO_PROXY", "a company's proxy; if it inspects TLS, pass its certificate with `--ca-file`"},
	{"NO_COLOR, TERM, LANG", "as everywhere; without UTF-8 in `LANG` the signs are ASCII"},
}

// Files are what is read and written on this machine.
var Files = []Fact{
	{"$XDG_CONFIG_HOME/corotui/config.yaml", "profiles and settings; `~/.config` if the variable is not set"},
	{"$XDG_STATE_HOME/corotui/history.jsonl", "the changes made from this machine, for `corotui history` and `corotui undo`; `~/.local/state` if the variable is not set"},
	{"$XDG_STATE_HOME/corotui/secrets/", "secrets that were stored in files, readable by their owner alone"},
	{"$XDG_CACHE_HOME/corotui/snapshots/", "names of workspaces and webhooks, for the first screen and for completion, without secrets; `~/.cache` if the variable is not set"},
}
