package emulator

// Variant says how the server behaves where the API contract leaves it open.
// The zero value of every switch is the most likely behaviour. [Switches]
// explains them in words, [ParseVariant] reads them from a command line.
type Variant struct {
	List             ListShape
	Search           SearchShape
	PageSize         int // elements of a page, 20 when 0
	SizeParameter    SizeParameter
	Drift            Drift
	Single           SingleElement
	Empty            EmptyList
	Workspace        WorkspaceShape
	WorkspaceNames   WorkspaceNames
	Grandchildren    Grandchildren
	Parents          Parents
	UnknownWorkspace UnknownWorkspace

	Create      CreateAnswer
	Update      UpdateMeaning
	Updated     UpdateAnswer
	ReadOnly    ReadOnlyFields
	Delete      DeleteAnswer
	UnknownID   UnknownID
	Test        TestAnswer
	Secret      SecretOnRead
	Triggers    TriggerSpelling
	OneTrigger  OneTrigger
	Descendants DescendantsName
	Timestamps  Timestamps
	Flags       Flags
	EmptyFields EmptyFields
	Owner       Owner
	Extra       ExtraFields
	ETag        ETag
	Inherited   Inherited

	Errors     ErrorBody
	Trace      TraceField
	RetryAfter RetryAfterForm
	ExpiresIn  ExpiresIn
	Audience   Audience
}

// ListShape is the body of the list of webhooks.
type ListShape int

// The shapes of the list of webhooks.
const (
	ListEnvelope         ListShape = iota // {"items":[all],"totalElements":n}
	ListArray                             // [all]
	ListPaged                             // an envelope of one page; page=N is honoured
	ListPageIgnored                       // an envelope of the first page, whatever page says
	ListNoTotal                           // pages without totalElements
	ListTotalString                       // pages, totalElements is a numeric string
	ListTotalStringWhole                  // everything at once, totalElements is a numeric string
	ListRepeating                         // pages; after the last one it comes again, and the total claims more
)

// SearchShape is the answer to the search of workspaces.
type SearchShape int

// The answers to the search of workspaces.
const (
	SearchPaged       SearchShape = iota // an envelope of one page; page=N is honoured
	SearchArray                          // [all]
	SearchEnvelope                       // everything in one envelope
	SearchPageIgnored                    // the first page, whatever page says
	SearchNoTotal                        // pages without totalElements
	SearchTotalString                    // pages, totalElements is a numeric string
	SearchRepeating                      // pages; after the last one it comes again, and the total claims more
	SearchNotFound                       // 404, as from a server older than 3.4
	SearchNotAllowed                     // 405
	SearchForbidden                      // 403
)

// SizeParameter is the query parameter that sets the size of a page.
type SizeParameter int

// The names of the size parameter.
const (
	SizeIgnored  SizeParameter = iota // any other parameter than page is ignored
	SizePageSize                      // pageSize=N
	SizeSize                          // size=N
	SizeRefused                       // any other parameter than page is a 400
)

// SingleElement is how a list of exactly one element is answered.
type SingleElement int

// The forms of a list of one element.
const (
	SingleListed SingleElement = iota // like any other list
	SingleBare                        // the element itself, without the list
)

// EmptyList is how a list without elements is answered.
type EmptyList int

// The forms of an empty list.
const (
	EmptyListed  EmptyList = iota // like any other list
	EmptyNull                     // null
	EmptyNothing                  // 200 without a body
)

// WorkspaceShape is the answer to GET /v1/workspaces.
type WorkspaceShape int

// The answers to GET /v1/workspaces.
const (
	WorkspaceObject   WorkspaceShape = iota // the workspace of the header
	WorkspaceArray                          // an array of that one workspace
	WorkspaceEnvelope                       // an envelope of that one workspace
)

// WorkspaceNames are the names of a workspace's id and domain.
type WorkspaceNames int

// The names of a workspace's id and domain.
const (
	NamesStandard WorkspaceNames = iota // id, domain
	NamesAlias                          // workspaceId, domainName
)

// Grandchildren says whether a search finds more than the direct children.
type Grandchildren int

// What a search finds.
const (
	GrandchildrenFound  Grandchildren = iota // everything below the channel
	GrandchildrenAbsent                      // the direct children only
)

// Parents says whether workspaces name their parent.
type Parents int

// Whether workspaces name their parent.
const (
	ParentsGiven  Parents = iota // parentWorkspaceId is there
	ParentsAbsent                // it is left out
)

// UnknownWorkspace is the answer to a Workspace header that names nothing.
type UnknownWorkspace int

// The answers to an unknown workspace.
const (
	UnknownWorkspaceForbidden UnknownWorkspace = iota // 403
	UnknownWorkspaceNotFound                          // 404
	UnknownWorkspaceInvalid                           // 400
)

// CreateAnswer is the answer to a create.
type CreateAnswer int

// The answers to a create.
const (
	CreateObject   CreateAnswer = iota // 201 and the webhook with its secret in clear
	CreateNoSecret                     // 201 and the webhook as reads show it, but never with a secret
	CreateEmpty                        // 201 without a body
	CreateString                       // 202 and a bare JSON string
)

// UpdateMeaning is what a PUT does with fields that it leaves out.
type UpdateMeaning int

// What a PUT does with missing fields.
const (
	UpdateReplace       UpdateMeaning = iota // they are cleared, unknown ones dropped
	UpdateReplaceStrict                      // a missing known field is a 400, unknown ones are dropped
	UpdateKeepSecret                         // as UpdateReplace, but a missing secret stays
	UpdatePatch                              // they stay
)

// UpdateAnswer is the answer to an update.
type UpdateAnswer int

// The answers to an update.
const (
	UpdatedObject    UpdateAnswer = iota // 200 and the webhook
	UpdatedEmpty                         // 200 without a body
	UpdatedNoContent                     // 204
	UpdatedString                        // 202 and a bare JSON string
)

// ReadOnlyFields is what a PUT or POST that carries id, workspaceId, created
// or updated gets.
type ReadOnlyFields int

// What happens to read-only fields in a body.
const (
	ReadOnlyIgnored ReadOnlyFields = iota // they are ignored
	ReadOnlyRefused                       // 400
)

// DeleteAnswer is the answer to a delete.
type DeleteAnswer int

// The answers to a delete.
const (
	DeletedNoContent DeleteAnswer = iota // 204
	DeletedEmpty                         // 200 without a body
	DeletedObject                        // 200 and the webhook as it was
	DeletedString                        // 202 and a bare JSON string
)

// UnknownID is the answer to the id of a webhook that is not there.
type UnknownID int

// The answers to an unknown id.
const (
	UnknownIDNotFound  UnknownID = iota // 404
	UnknownIDInvalid                    // 400
	UnknownIDForbidden                  // 403
)

// TestAnswer is the answer to a test.
type TestAnswer int

// The answers to a test.
const (
	TestObject  TestAnswer = iota // 200 and a JSON object
	TestString                    // 202 and a bare JSON string
	TestEmpty                     // 204
	TestText                      // 200 and plain text
	TestSuccess                   // 200, success and statusCode
	TestFailed                    // 200, success is false
	TestRefused                   // 200, a result whose statusCode is a string of a failure
)

// SecretOnRead is how reads, lists and updates show a webhook's secret.
type SecretOnRead int

// How a webhook's secret is shown.
const (
	SecretClear  SecretOnRead = iota // as it is
	SecretStars                      // ********
	SecretDots                       // ••••
	SecretAbsent                     // left out
	SecretEmpty                      // ""
	SecretNull                       // null
)

// TriggerSpelling is how triggers are stored, and what a body may use.
type TriggerSpelling int

// The spellings of triggers.
const (
	TriggersAny       TriggerSpelling = iota // every documented spelling is accepted and kept
	TriggersKebab                            // workspace-created only; others are a 400
	TriggersCamel                            // workspaceCreated only
	TriggersVersioned                        // workspaceCreated.v1 only
	TriggersReference                        // workspaceCreated.v1 is accepted, workspaceCreated answered
)

// OneTrigger is how a webhook's only trigger is answered.
type OneTrigger int

// The forms of an only trigger.
const (
	OneTriggerArray  OneTrigger = iota // an array of one string
	OneTriggerString                   // the bare string, as in the reference's sample
)

// DescendantsName is the spelling of applyToAllDescendants.
type DescendantsName int

// The spellings of applyToAllDescendants.
const (
	DescendantsStandard   DescendantsName = iota // applyToAllDescendants
	DescendantsMisspelled                        // applyToAllDescendents is answered, and the only one an update reads
)

// Timestamps is the form of created and updated.
type Timestamps int

// The forms of a webhook's time stamps.
const (
	TimestampsMillis  Timestamps = iota // a number of milliseconds
	TimestampsString                    // the same as a string
	TimestampsSeconds                   // a number of seconds
	TimestampsISO                       // ISO 8601
	TimestampsAbsent                    // left out
	TimestampsZero                      // 0
)

// Flags is the form of applyToAllDescendants' value.
type Flags int

// The forms of a boolean.
const (
	FlagsBoolean Flags = iota // true
	FlagsString               // "true"
)

// EmptyFields is how an empty description and empty headers are answered.
type EmptyFields int

// The forms of an empty optional field.
const (
	EmptyFieldsGiven  EmptyFields = iota // "" and {}
	EmptyFieldsNull                      // null
	EmptyFieldsAbsent                    // left out
)

// Owner says whether a webhook names its workspace.
type Owner int

// Whether a webhook names its workspace.
const (
	OwnerGiven  Owner = iota // workspaceId is there
	OwnerAbsent              // it is left out
)

// ExtraFields says whether every webhook has fields that nobody documented.
type ExtraFields int

// Whether webhooks have undocumented fields.
const (
	ExtraNone  ExtraFields = iota // only those that were written
	ExtraAdded                    // objects, arrays and a number beyond 53 bits are added to each
)

// ErrorBody is the form of errors.
type ErrorBody int

// The forms of errors.
const (
	ErrorsStrings ErrorBody = iota // problem+json, errors is an array of strings
	ErrorsObjects                  // problem+json, errors is an array of objects
	ErrorsMessage                  // plain JSON with a message
	ErrorsOAuth                    // plain JSON with error and error_description
	ErrorsHTML                     // a gateway's page
	ErrorsEmpty                    // no body
)

// TraceField is where the trace id of an answer is.
type TraceField int

// The places of the trace id.
const (
	TraceBoth   TraceField = iota // in the header, and in the body of errors
	TraceHeader                   // in the header only
	TraceBody                     // in the body of errors only
	TraceNone                     // nowhere
)

// RetryAfterForm is the form of Retry-After where a fault asks for one.
type RetryAfterForm int

// The forms of Retry-After.
const (
	RetryAfterSeconds  RetryAfterForm = iota // a number of seconds
	RetryAfterDate                           // an HTTP date
	RetryAfterNone                           // left out
	RetryAfterFraction                       // a number of seconds with a fraction
)

// ExpiresIn is the lifetime of tokens and how it is said.
type ExpiresIn int

// The lifetimes of tokens.
const (
	ExpiresDay    ExpiresIn = iota // 86400, a number
	ExpiresString                  // "86400"
	ExpiresShort                   // 5, and true
	ExpiresAbsent                  // a day, but not said
	ExpiresLie                     // 86400 is said, but the token ends after 5 seconds
)

// Audience is which audience a token may be asked for.
type Audience int

// The accepted audiences.
const (
	AudienceKnown  Audience = iota // the base URL of the request or of a region
	AudienceHost                   // the base URL of the request only
	AudienceLegacy                 // https://secure.coro.net/api only, as one page of the documentation shows
)
