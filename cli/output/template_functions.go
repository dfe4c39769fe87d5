package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// functionTable are the functions of templates: those of text/template that JSON has a
// use for, json, and join.
var functionTable = map[string]func(arguments []any) (any, error){
	"len": length, "index": index, "slice": sliced, "json": asText, "join": joined,
	"eq": equal, "ne": func(a []any) (any, error) { return negated(equal(a)) },
	"lt":  func(a []any) (any, error) { return ordered(a, func(c int) bool { return c < 0 }) },
	"le":  func(a []any) (any, error) { return ordered(a, func(c int) bool { return c <= 0 }) },
	"gt":  func(a []any) (any, error) { return ordered(a, func(c int) bool { return c > 0 }) },
	"ge":  func(a []any) (any, error) { return ordered(a, func(c int) bool { return c >= 0 }) },
	"not": func(a []any) (any, error) { return one(a, func(v any) (any, error) { return !truth(v), nil }) },

	"print":    func(a []any) (any, error) { return fmt.Sprint(a...), nil },
	"println":  func(a []any) (any, error) { return fmt.Sprintln(a...), nil },
	"printf":   formatted,
	"html":     func(a []any) (any, error) { return html.EscapeString(fmt.Sprint(a...)), nil },
	"urlquery": func(a []any) (any, error) { return url.QueryEscape(fmt.Sprint(a...)), nil },
}

// functions are the names that a template may call.
func functions() map[string]any {
	names := map[string]any{"and": true, "or": true}
	for name := range functionTable {
		names[name] = true
	}
	return names
}

func callFunction(name string, arguments []any) (any, error) {
	call, there := functionTable[name]
	if !there {
		return nil, errors.New("no such function")
	}
	return call(arguments)
}

// errCount is the error of a wrong number of arguments.
var errCount = errors.New("wrong number of arguments")

func one(arguments []any, of func(any) (any, error)) (any, error) {
	if len(arguments) != 1 {
		return nil, errCount
	}
	return of(arguments[0])
}

func length(arguments []any) (any, error) {
	return one(arguments, func(value any) (any, error) {
		switch v := value.(type) {
		case string:
			return len(v), nil
		case []any:
			return len(v), nil
		case map[string]any:
			return len(v), nil
		}
		return nil, fmt.Errorf("%s has no length", printed(value))
	})
}

// index follows keys and places into lists and objects.
func index(arguments []any) (any, error) {
	if len(arguments) == 0 {
		return nil, errCount
	}
	value := arguments[0]
	for _, key := range arguments[1:] {
		switch v := value.(type) {
		case map[string]any:
			value = v[fmt.Sprint(key)]
		case []any:
			place, is := numeric(key)
			if !is || place < 0 || int(place) >= len(v) {
				return nil, fmt.Errorf("there is no element %s", printed(key))
			}
			value = v[int(place)]
		default:
			return nil, fmt.Errorf("%s has no elements", printed(value))
		}
	}
	return value, nil
}

// sliced is a part of a text or a list.
func sliced(arguments []any) (any, error) {
	if len(arguments) == 0 || len(arguments) > 3 {
		return nil, errCount
	}
	text, isText := arguments[0].(string)
	list, isList := arguments[0].([]any)
	if !isText && !isList {
		return nil, fmt.Errorf("%s cannot be sliced", printed(arguments[0]))
	}
	bounds := []int{0, max(len(text), len(list))}
	for i, argument := range arguments[1:] {
		bound, is := numeric(argument)
		if !is || bound < 0 || int(bound) > bounds[1] {
			return nil, fmt.Errorf("%s is out of range", printed(argument))
		}
		bounds[i] = int(bound)
	}
	if bounds[0] > bounds[1] {
		return nil, fmt.Errorf("%d is after %d", bounds[0], bounds[1])
	}
	if isText {
		return strings.ToValidUTF8(text[bounds[0]:bounds[1]], string(utf8.RuneError)), nil
	}
	return list[bounds[0]:bounds[1]], nil
}

// asText is a value as JSON.
func asText(arguments []any) (any, error) {
	return one(arguments, func(value any) (any, error) {
		data, err := Marshal(value)
		return string(data), err
	})
}

// joined is a list as text, with a separator that comes first.
func joined(arguments []any) (any, error) {
	if len(arguments) != 2 {
		return nil, errCount
	}
	list, is := arguments[1].([]any)
	if !is && arguments[1] != nil {
		return nil, fmt.Errorf("%s is no list", printed(arguments[1]))
	}
	words := make([]string, len(list))
	for i, word := range list {
		words[i] = printed(word)
	}
	return strings.Join(words, fmt.Sprint(arguments[0])), nil
}

// equal reports whether the first is one of the others.
func equal(arguments []any) (any, error) {
	if len(arguments) < 2 {
		return nil, errCount
	}
	first, isNumber := numeric(arguments[0])
	return slices.ContainsFunc(arguments[1:], func(other any) bool {
		if number, is := numeric(other); is && isNumber {
			return number == first
		}
		switch other.(type) {
		case []any, map[string]any: // those are equal to nothing
			return false
		}
		switch arguments[0].(type) {
		case []any, map[string]any:
			return false
		}
		return arguments[0] == other
	}), nil
}

func negated(value any, err error) (any, error) { return !truth(value), err }

// ordered compares two numbers or two texts.
func ordered(arguments []any, holds func(int) bool) (any, error) {
	if len(arguments) != 2 {
		return nil, errCount
	}
	a, isA := numeric(arguments[0])
	b, isB := numeric(arguments[1])
	if isA && isB {
		return holds(map[bool]int{true: -1, false: map[bool]int{true: 1}[a > b]}[a < b]), nil
	}
	textA, isA := arguments[0].(string)
	textB, isB := arguments[1].(string)
	if !isA || !isB {
		return nil, fmt.Errorf("%s and %s cannot be compared", printed(arguments[0]), printed(arguments[1]))
	}
	return holds(strings.Compare(textA, textB)), nil
}

// formatted is printf. Numbers are as Go has them, so that %d and %f find what they want.
func formatted(arguments []any) (any, error) {
	if len(arguments) == 0 {
		return nil, errCount
	}
	values := slices.Clone(arguments[1:])
	for i, value := range values {
		written, is := value.(json.Number)
		if !is {
			continue
		}
		if whole, err := strconv.ParseInt(string(written), 10, 64); err == nil {
			values[i] = whole
		} else if number, is := numeric(value); is {
			values[i] = number
		}
	}
	return fmt.Sprintf(fmt.Sprint(arguments[0]), values...), nil
}
