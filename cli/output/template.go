package output

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"text/template/parse"
)

// layout is a Go template, with the syntax of text/template, for what JSON can hold.
// That package itself looks for methods of the values by name, so with it the linker
// keeps every method of every type: 3 MB that no template of JSON needs.
type layout struct{ trees map[string]*parse.Tree }

// mainTemplate is the name of what --template gives; {{define}} makes others.
const mainTemplate = "template"

// parseLayout reads a Go template.
func parseLayout(source string) (*layout, error) {
	trees, err := parse.Parse(mainTemplate, source, "", "", functions())
	if err != nil {
		return nil, fmt.Errorf("not a Go template: %w", err)
	}
	return &layout{trees}, nil
}

// laidOut gives write what a template makes of a value, with a line break at its end.
func (e *evaluation) laidOut(l *layout, value any, write func(string) error) error {
	s := &scope{layout: l, ctx: e.ctx, variables: []variable{{"$", value}}}
	e.resume()
	defer e.pause()
	if tree := l.trees[mainTemplate]; tree != nil { // an empty one has none
		err := s.run(tree.Root, value)
		switch {
		case err != nil && e.ctx.Err() != nil:
			return e.ended("--template")
		case err != nil:
			return fmt.Errorf("--template: %w", err)
		}
	}
	if s.out.Len() > 0 && !strings.HasSuffix(s.out.String(), "\n") {
		s.out.WriteByte('\n')
	}
	return write(s.out.String())
}

// scope is the running of a template: what it has written, and its variables.
type scope struct {
	*layout
	ctx       context.Context //nolint:containedctx // is no longer than the running
	out       strings.Builder
	variables []variable
	depth     int
}

type variable struct {
	name  string
	value any
}

// The ends of one turn of a range, and of all.
var (
	errBreak    = errors.New("{{break}} outside of {{range}}")
	errContinue = errors.New("{{continue}} outside of {{range}}")
)

// longest is how much a template may write of one object.
const longest = 256 << 20

// run runs a part of a template, in which dot is the value at hand.
func (s *scope) run(node parse.Node, dot any) error {
	switch {
	case s.ctx.Err() != nil:
		return s.ctx.Err()
	case s.out.Len() > longest:
		return fmt.Errorf("it writes more than %d MiB", longest>>20)
	}
	switch n := node.(type) {
	case *parse.ListNode:
		return s.runList(n, dot)
	case *parse.TextNode:
		s.out.Write(n.Text)
	case *parse.ActionNode:
		value, err := s.pipe(n.Pipe, dot)
		if err == nil && len(n.Pipe.Decl) == 0 {
			s.out.WriteString(printed(value))
		}
		return err
	case *parse.IfNode:
		return s.branch(&n.BranchNode, dot, false)
	case *parse.WithNode:
		return s.branch(&n.BranchNode, dot, true)
	case *parse.RangeNode:
		return s.repeat(n, dot)
	case *parse.TemplateNode:
		return s.call(n, dot)
	case *parse.BreakNode:
		return errBreak
	case *parse.ContinueNode:
		return errContinue
	case *parse.CommentNode:
	default:
		return fmt.Errorf("%s is not possible here", node)
	}
	return nil
}

func (s *scope) runList(list *parse.ListNode, dot any) error {
	if list == nil {
		return nil
	}
	for _, node := range list.Nodes {
		if err := s.run(node, dot); err != nil {
			return err
		}
	}
	return nil
}

// branch runs one side of an if or a with. What is declared in it ends with it.
func (s *scope) branch(n *parse.BranchNode, dot any, with bool) error {
	declared := len(s.variables)
	defer func() { s.variables = s.variables[:declared] }()
	value, err := s.pipe(n.Pipe, dot)
	switch {
	case err != nil:
		return err
	case !truth(value):
		return s.runList(n.ElseList, dot)
	case with:
		dot = value
	}
	return s.runList(n.List, dot)
}

// call runs another template that is defined.
func (s *scope) call(n *parse.TemplateNode, dot any) error {
	const deepest = 1000
	tree := s.trees[n.Name]
	if tree == nil {
		return fmt.Errorf("there is no template %q", n.Name)
	}
	if s.depth++; s.depth > deepest {
		return fmt.Errorf("template %q calls itself without end", n.Name)
	}
	defer func() { s.depth-- }()
	var value any
	if n.Pipe != nil {
		var err error
		if value, err = s.pipe(n.Pipe, dot); err != nil {
			return err
		}
	}
	before := s.variables
	defer func() { s.variables = before }()
	s.variables = []variable{{"$", value}}
	return s.runList(tree.Root, value)
}

// element is one turn of a range.
type element struct{ key, value any }

// repeat runs a range: over a list, over an object in the order of its names, or as
// often as a number says.
func (s *scope) repeat(n *parse.RangeNode, dot any) error {
	declared := len(s.variables)
	defer func() { s.variables = s.variables[:declared] }()
	over, err := s.value(n.Pipe, dot)
	if err != nil {
		return err
	}
	elements, err := elementsOf(over)
	if err != nil {
		return err
	}
	turns := 0
	for one := range elements {
		turns++
		s.variables = s.variables[:declared]
		names := n.Pipe.Decl
		for i, name := range names {
			value := one.value
			if len(names) == 2 && i == 0 {
				value = one.key
			}
			s.set(name.Ident[0], value, n.Pipe.IsAssign)
		}
		if err := cmp.Or(s.ctx.Err(), s.runList(n.List, one.value)); errors.Is(err, errBreak) {
			return nil
		} else if err != nil && !errors.Is(err, errContinue) {
			return err
		}
	}
	if turns == 0 {
		return s.runList(n.ElseList, dot)
	}
	return nil
}

// elementsOf are what a range goes over.
func elementsOf(over any) (iter.Seq[element], error) {
	switch v := over.(type) {
	case nil:
		return func(func(element) bool) {}, nil
	case []any:
		return counted(len(v), func(i int) element { return element{i, v[i]} }), nil
	case map[string]any:
		names := slices.Sorted(maps.Keys(v))
		return counted(len(names), func(i int) element { return element{names[i], v[names[i]]} }), nil
	}
	number, is := numeric(over)
	if !is {
		return nil, fmt.Errorf("range cannot go over %s", printed(over))
	}
	return counted(int(number), func(i int) element { return element{i, i} }), nil
}

// counted are so many elements.
func counted(count int, at func(int) element) iter.Seq[element] {
	return func(yield func(element) bool) {
		for i := range count {
			if !yield(at(i)) {
				return
			}
		}
	}
}

// set declares a variable, or assigns to the one of that name.
func (s *scope) set(name string, value any, assign bool) {
	if assign {
		for i := len(s.variables) - 1; i >= 0; i-- {
			if s.variables[i].name == name {
				s.variables[i].value = value
				return
			}
		}
	}
	s.variables = append(s.variables, variable{name, value})
}
