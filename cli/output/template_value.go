package output

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"text/template/parse"
)

// pipe is the value of a pipeline, which its variables get.
func (s *scope) pipe(pipe *parse.PipeNode, dot any) (any, error) {
	value, err := s.value(pipe, dot)
	if err != nil {
		return nil, err
	}
	for _, name := range pipe.Decl {
		s.set(name.Ident[0], value, pipe.IsAssign)
	}
	return value, nil
}

// value is that of a pipeline: each command gets what the one before gives as its last
// argument.
func (s *scope) value(pipe *parse.PipeNode, dot any) (any, error) {
	var last []any
	for _, command := range pipe.Cmds {
		value, err := s.command(command, dot, last)
		if err != nil {
			return nil, err
		}
		last = []any{value}
	}
	return last[0], nil
}

func (s *scope) command(c *parse.CommandNode, dot any, last []any) (any, error) {
	name, is := c.Args[0].(*parse.IdentifierNode)
	if !is {
		if len(c.Args) > 1 || len(last) > 0 {
			return nil, fmt.Errorf("%s is no function", c.Args[0])
		}
		return s.argument(c.Args[0], dot)
	}
	if name.Ident == "and" || name.Ident == "or" {
		return s.either(name.Ident == "or", c.Args[1:], dot, last)
	}
	arguments := make([]any, 0, len(c.Args))
	for _, node := range c.Args[1:] {
		value, err := s.argument(node, dot)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, value)
	}
	value, err := callFunction(name.Ident, append(arguments, last...))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name.Ident, err)
	}
	return value, nil
}

// either is and or or: the first value that decides, and the rest is not looked at.
func (s *scope) either(decides bool, nodes []parse.Node, dot any, last []any) (value any, err error) {
	for _, node := range nodes {
		if value, err = s.argument(node, dot); err != nil || truth(value) == decides {
			return value, err
		}
	}
	if len(last) > 0 {
		value = last[0]
	}
	return value, nil
}

// argument is the value of one word.
func (s *scope) argument(node parse.Node, dot any) (any, error) {
	switch n := node.(type) {
	case *parse.DotNode:
		return dot, nil
	case *parse.NilNode:
		return nil, nil
	case *parse.FieldNode:
		return field(dot, n.Ident)
	case *parse.VariableNode:
		value, err := s.variable(n.Ident[0])
		if err != nil {
			return nil, err
		}
		return field(value, n.Ident[1:])
	case *parse.ChainNode:
		value, err := s.argument(n.Node, dot)
		if err != nil {
			return nil, err
		}
		return field(value, n.Field)
	case *parse.PipeNode:
		return s.pipe(n, dot)
	case *parse.BoolNode:
		return n.True, nil
	case *parse.NumberNode:
		return number(n), nil
	case *parse.StringNode:
		return n.Text, nil
	case *parse.IdentifierNode:
		return callFunction(n.Ident, nil)
	}
	return nil, fmt.Errorf("%s is not possible here", node)
}

func number(n *parse.NumberNode) any {
	if n.IsInt {
		return int(n.Int64)
	}
	return n.Float64
}

// variable is the value of one; $ is what the template was given.
func (s *scope) variable(name string) (any, error) {
	for i := len(s.variables) - 1; i >= 0; i-- {
		if s.variables[i].name == name {
			return s.variables[i].value, nil
		}
	}
	return nil, fmt.Errorf("there is no variable %s", name)
}

// field follows names into an object. What is not there is nil, as is what is in it.
func field(value any, names []string) (any, error) {
	for _, name := range names {
		switch v := value.(type) {
		case nil:
			return nil, nil
		case map[string]any:
			value = v[name]
		default:
			return nil, fmt.Errorf("%s has no field %s", printed(value), name)
		}
	}
	return value, nil
}

// truth is how a value counts in a condition.
func truth(value any) bool {
	switch v := value.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	number, is := numeric(value)
	return !is || number != 0
}

// numeric is a value as a number.
func numeric(value any) (float64, bool) {
	switch v := value.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	case json.Number:
		number, err := strconv.ParseFloat(string(v), 64)
		return number, err == nil
	}
	return math.NaN(), false
}

// printed is a value as text, as text/template prints it.
func printed(value any) string {
	if value == nil {
		return "<no value>"
	}
	return fmt.Sprint(value)
}
