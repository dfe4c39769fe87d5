package output

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// asYAML is an element of an array in YAML, with the fields in the order of the JSON.
func asYAML(data []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	node, err := yamlNode(decoder)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{node}}); err != nil {
		return nil, fmt.Errorf("write YAML: %w", err)
	}
	return b.Bytes(), nil
}

// yamlNode reads the next value.
func yamlNode(decoder *json.Decoder) (*yaml.Node, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	delim, nested := token.(json.Delim)
	if !nested {
		node := &yaml.Node{}
		if number, is := token.(json.Number); is {
			*node = yaml.Node{Kind: yaml.ScalarNode, Value: number.String()}
			return node, nil
		}
		if err := node.Encode(token); err != nil {
			return nil, fmt.Errorf("write YAML: %w", err)
		}
		return node, nil
	}
	node := &yaml.Node{Kind: yaml.SequenceNode}
	if delim == '{' {
		node.Kind = yaml.MappingNode
	}
	for decoder.More() { // of an object each name is a value of its own before its value
		below, err := yamlNode(decoder)
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, below)
	}
	if len(node.Content) == 0 {
		node.Style = yaml.FlowStyle
	}
	if _, err := decoder.Token(); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	return node, nil
}

// asCSV is an object as a record of csv: a text as it is, nothing for null and for what
// is not there, and JSON for the rest.
func asCSV(kind Kind, data []byte) (string, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return "", fmt.Errorf("read JSON: %w", err)
	}
	record := make([]string, len(kind.Fields))
	for i, field := range kind.Fields {
		var said string
		switch raw := fields[field.Name]; {
		case len(raw) == 0 || string(raw) == "null":
		case json.Unmarshal(raw, &said) == nil:
			record[i] = said
		default:
			record[i] = string(raw)
		}
	}
	return csvLine(record)
}

// csvTitles is the header line.
func csvTitles(kind Kind) (string, error) {
	names := make([]string, len(kind.Fields))
	for i, field := range kind.Fields {
		names[i] = field.Name
	}
	return csvLine(names)
}

func csvLine(record []string) (string, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	err := w.Write(record)
	w.Flush()
	if err = errors.Join(err, w.Error()); err != nil {
		return "", fmt.Errorf("write csv: %w", err)
	}
	return b.String(), nil
}
