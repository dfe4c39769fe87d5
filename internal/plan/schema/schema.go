package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/invopop/jsonschema"

	"corotui/api"
)

//go:generate go run ./write ../schema.json ../../../docs/tenants.schema.json

// Make makes the JSON Schema, in the folder of this package, whose comments it reads.
func Make() ([]byte, error) {
	r := jsonschema.Reflector{Anonymous: true, ExpandedStruct: true}
	if err := r.AddGoComments("corotui/internal/plan/schema", ".", jsonschema.WithFullComment()); err != nil {
		return nil, fmt.Errorf("read the comments: %w", err)
	}
	for of, comment := range r.CommentMap {
		r.CommentMap[of] = described(of[strings.LastIndexByte(of, '.')+1:], comment)
	}
	made := r.Reflect(File{})
	made.Title = "corotui policy"
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(made); err != nil {
		return nil, fmt.Errorf("write the schema: %w", err)
	}
	return out.Bytes(), nil
}

// described makes a description of a comment, which begins with the name of what it is
// about if that is a type.
func described(name, comment string) string {
	said := strings.TrimPrefix(strings.ReplaceAll(comment, "\n", " "), name+" ")
	for _, verb := range []string{"is ", "are "} {
		said = strings.TrimPrefix(said, verb)
	}
	return strings.ToUpper(said[:1]) + said[1:]
}

func limit(n uint64) *uint64 { return &n }

// JSONSchemaExtend says that one criterion is needed.
func (Workspaces) JSONSchemaExtend(s *jsonschema.Schema) { s.MinProperties = limit(1) }

// JSONSchemaExtend says that a webhook is found by one of two fields.
func (Webhook) JSONSchemaExtend(s *jsonschema.Schema) {
	s.AnyOf = []*jsonschema.Schema{{Required: []string{"name"}}, {Required: []string{"id"}}}
}

// JSONSchemaExtend says that a secret comes from one place.
func (Secret) JSONSchemaExtend(s *jsonschema.Schema) {
	s.MinProperties, s.MaxProperties = limit(1), limit(1)
}

// JSONSchema is the one value.
func (True) JSONSchema() *jsonschema.Schema { return &jsonschema.Schema{Const: true} }

// JSONSchemaExtend says what cannot be an id.
func (ID) JSONSchemaExtend(s *jsonschema.Schema) { s.Pattern = `^\S(.*\S)?$` }

// JSONSchemaExtend says which names headers can have.
func (Headers) JSONSchemaExtend(s *jsonschema.Schema) {
	s.PropertyNames = &jsonschema.Schema{Pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"}
}

// JSONSchema is a text or {keep: true}.
func (Text) JSONSchema() *jsonschema.Schema {
	keep := jsonschema.NewProperties()
	keep.Set("keep", &jsonschema.Schema{Const: true, Description: "The present value stays. A new webhook cannot have it."})
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Type: "string"},
		{Type: "object", Properties: keep, AdditionalProperties: jsonschema.FalseSchema, Required: []string{"keep"}},
	}}
}

// JSONSchema offers the triggers that are documented, and takes others, which --force
// allows.
func (Trigger) JSONSchema() *jsonschema.Schema {
	s := &jsonschema.Schema{}
	for _, known := range api.KnownTriggers {
		s.AnyOf = append(s.AnyOf, &jsonschema.Schema{Const: string(known.Name), Description: known.Meaning})
	}
	s.AnyOf = append(s.AnyOf, &jsonschema.Schema{Type: "string", MinLength: limit(1)})
	return s
}
