package emulator

// Variant says how the server behaves where the API contract leaves it open: for
// each point by a word of [Switches]. An empty word is the default, the most likely
// behavior. [ParseVariant] reads a variant from a command line.
type Variant struct {
	List             string
	Search           string
	PageSize         int // elements of a page, 20 when 0
	SizeParameter    string
	Drift            string
	Single           string
	Empty            string
	Workspace        string
	WorkspaceNames   string
	Grandchildren    string
	Parents          string
	UnknownWorkspace string

	Create      string
	Update      string
	Updated     string
	ReadOnly    string
	Delete      string
	UnknownID   string
	Test        string
	Secret      string
	Triggers    string
	OneTrigger  string
	Descendants string
	Timestamps  string
	Flags       string
	EmptyFields string
	Owner       string
	Extra       string
	ETag        string
	Inherited   string

	Errors     string
	Trace      string
	RetryAfter string
	ExpiresIn  string
	Audience   string

	CreationTimes string
	Audit         string
	Usage         string

	// Of what is delivered; see [WithDeliveries].
	Signed          string
	Signature       string
	SignaturePrefix string
	Failure         string
	Subscribers     string
	DeliveryID      string
	DeliveryTime    string
	DeliveryData    string
}
