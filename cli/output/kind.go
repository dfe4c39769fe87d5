package output

import "strings"

// Kind is a kind of object that commands print, such as a webhook or a result.
type Kind struct {
	Name    string  // as the reference calls it: "result"
	Meaning string  // what it is, a sentence without a full stop
	Fields  []Field // in their order; those of csv
	Open    bool    // fields may follow that the API has and corotui does not know
}

// Field is a field of a kind.
type Field struct {
	Name    string
	Type    string // in words of JSON: "string", "number or null"
	Meaning string // a clause without a full stop
	Absent  bool   // it is left out where there is nothing to say
}

// Column is a column of a table for people.
type Column struct {
	Title string
	Whole bool // never cut: the next command needs it
	Spare bool // left out where there is too little room, the last one first
}

// Shape says how the objects of a command stand together in JSON.
type Shape int

// The shapes.
const (
	One    Shape = iota // a single object
	List                // an array
	Stream              // an object per line, as they come
)

// View is what a command prints.
type View struct {
	Kind    Kind
	Shape   Shape
	Columns []Column // of its table; none: the command has a text of its own for people
}

// Columns are columns by their titles. A title that ends in "!" is of one that is never
// cut, and in "?" of one that can be left out.
func Columns(titles ...string) []Column {
	columns := make([]Column, len(titles))
	for i, title := range titles {
		columns[i] = Column{Title: strings.TrimRight(title, "!?"), Whole: strings.HasSuffix(title, "!"), Spare: strings.HasSuffix(title, "?")}
	}
	return columns
}
