package plan

import (
	"errors"

	"go.yaml.in/yaml/v3"

	"corotui/internal/change"
	"corotui/internal/yamldoc"
)

// documents are the roots of the file's documents. Empty ones are left out.
func (r *reader) documents() []*yaml.Node {
	if at, valid := r.valid(); !valid {
		r.failAtf(at, "this is not UTF-8; save the file as UTF-8")
		return nil
	}
	roots, err := yamldoc.Documents(r.data)
	if m, wrong := errors.AsType[*yamldoc.Mistake](err); wrong {
		r.failAtf(Position{File: r.file, Line: m.Line, Column: m.Column}, "%s", m.Says)
	}
	return roots
}

// valid reports whether the file is UTF-8, and where it is not.
func (r *reader) valid() (Position, bool) {
	at := change.InvalidAt(r.data)
	if at == len(r.data) {
		return Position{}, true
	}
	line, column := yamldoc.Position(r.data, at)
	return Position{File: r.file, Line: line, Column: column}, false
}
