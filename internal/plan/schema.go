package plan

import _ "embed" // the schema

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema of the files.
func Schema() []byte { return schema }
