package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/itchyny/gojq"

	"corotui/internal/text"
)

// compile reads a jq expression. It sees no environment and no files.
func compile(expression string) (*gojq.Code, error) {
	query, err := gojq.Parse(expression)
	if err == nil {
		var code *gojq.Code
		if code, err = gojq.Compile(query); err == nil {
			return code, nil
		}
	}
	return nil, fmt.Errorf("not a jq expression: %w", err)
}

// Marshal is a value as JSON in one line, in which & and < are themselves.
func Marshal(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// Line is a value as [Printer.Add] writes it as JSON into a stream.
func Line(value any) (string, error) {
	data, err := Marshal(value)
	return text.EscapeUnseen(data) + "\n", err
}

// plain is JSON as jq and templates see it. Numbers stay as they are written.
func plain(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	return value, nil
}

// queried gives write what a jq expression makes of a value: a line each, and a text as
// it is.
func (e *evaluation) queried(program *gojq.Code, value any, write func(string) error) error {
	for results := program.RunWithContext(e.ctx, value); ; {
		e.resume()
		result, more := results.Next()
		e.pause() // whoever reads it may be slow
		if !more {
			return nil
		}
		err, failed := result.(error)
		switch {
		case failed && e.ctx.Err() != nil:
			return e.ended("--jq")
		case failed:
			if stop, stopped := errors.AsType[*gojq.HaltError](err); stopped && stop.Value() == nil {
				return nil
			}
			return fmt.Errorf("--jq: %w", err)
		}
		said, is := result.(string)
		if !is {
			data, err := gojq.Marshal(result)
			if err != nil {
				return fmt.Errorf("--jq: %w", err)
			}
			said = string(data)
		}
		if err := write(said + "\n"); err != nil {
			return err
		}
	}
}
