// Package schema says in types what a policy file may have in it, and makes its JSON
// Schema of them. Their comments are what editors show. It is in no released program:
// that has the schema as it was written.
package schema

// File is a policy: how the webhooks of some workspaces are to be.
type File struct {
	// The version of the file. v1 is the only one.
	Corotui string `json:"corotui" jsonschema:"enum=v1"`
	// What is wanted, and where. No two sets may want the same webhook of the same workspace.
	Sets []Set `json:"sets"`
}

// Set is some webhooks, and the workspaces that are to have them.
type Set struct {
	// The workspaces that are to have the webhooks. All criteria that are given must hold.
	Workspaces Workspaces `json:"workspaces"`
	// The webhooks that each of the workspaces is to have. Others stay as they are, unless --prune deletes them.
	Webhooks []Webhook `json:"webhooks"`
	// What is different in some of the workspaces, by the workspace's id.
	Override map[string]Overrides `json:"override,omitempty"`
}

// Workspaces selects workspaces of the channel. All criteria that are given must hold.
type Workspaces struct {
	// Every workspace of the channel, and the channel itself. It can only be true.
	All True `json:"all,omitempty"`
	// The ids of the workspaces. corotui workspaces list shows them. ${NAME} is the environment variable.
	IDs []ID `json:"ids,omitempty" jsonschema:"minItems=1,uniqueItems=true"`
	// The type of the workspaces.
	Type string `json:"type,omitempty" jsonschema:"enum=channel,enum=child,enum=regular"`
	// Words that the workspaces must match, by name:, id:, domain:, or type:, or by any of them. A - before a word excludes what it matches.
	Filter string `json:"filter,omitempty" jsonschema:"minLength=1,example=name:acme,example=type:child -domain:example.com"`
}

// True can only be true.
type True bool

// ID is an id as Coro shows it.
type ID string

// Webhook is a webhook that a workspace is to have. It is found by its id where one is
// given, else by its name; if it is not there, it is created. What is not named stays as
// it is.
type Webhook struct {
	// The id, for a webhook that exists: where two have the same name, or where the name is to change.
	ID ID `json:"id,omitempty"`
	// The name. A webhook of this name is changed; if there is none, it is created. ${NAME} is the environment variable.
	Name string `json:"name,omitempty" jsonschema:"minLength=1"`
	Changes
}

// Changes are the fields of a webhook.
type Changes struct {
	// What the webhook is for. ${NAME} is the environment variable.
	Description *string `json:"description,omitempty"`
	// Where Coro sends the deliveries: an absolute https:// URL, or {keep: true} for the present one. ${NAME} is the environment variable, ${REGION} the region of the profile.
	URL *Text `json:"url,omitempty" jsonschema:"example=https://hooks.example.com/${REGION}/billing"`
	// Whether the workspaces below this one inherit the webhook.
	ApplyToAllDescendants *bool `json:"applyToAllDescendants,omitempty"`
	// Whether Coro sends to the webhook.
	Status string `json:"status,omitempty" jsonschema:"enum=enabled,enum=disabled"`
	// All triggers that the webhook is to have. One that it has and that is not in the list is removed.
	Triggers []Trigger `json:"triggers,omitempty" jsonschema:"minItems=1"`
	// All headers that the webhook is to have, by name. One that it has and that is not here is removed.
	Headers *Headers `json:"headers,omitempty"`
	// Where the secret that signs the deliveries comes from. It is never in the file.
	Secret *Secret `json:"secret,omitempty"`
}

// Overrides are the webhooks of the set that are different in a workspace, by name or id.
type Overrides map[string]Changes

// Headers are sent with each delivery.
type Headers map[string]Text

// Text is a text as it is, or {keep: true} for what is there. ${NAME} in a text is the environment
// variable; $${ stands for the characters ${ themselves.
type Text struct{}

// Trigger is what Coro sends a delivery about.
type Trigger string

// Secret says where the secret comes from, by one of these keys.
type Secret struct {
	// The environment variable that holds the secret.
	Env string `json:"env,omitempty" jsonschema:"pattern=^[A-Za-z_][A-Za-z0-9_]*$,example=BILLING_SECRET"`
	// The program that prints the secret, and its arguments. It runs without a shell, also to make a plan.
	Command []string `json:"command,omitempty" jsonschema:"minItems=1"`
	// One is made when the webhook is created, and stays then. It can only be true.
	Generate True `json:"generate,omitempty"`
	// The present secret stays. It can only be true. A new webhook cannot have it.
	Keep True `json:"keep,omitempty"`
}
