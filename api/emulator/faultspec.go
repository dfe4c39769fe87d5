package emulator

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FaultKinds lists the kinds in the words of [ParseFault], for help texts.
func FaultKinds() []Value {
	return []Value{
		{"delay=2s", "waits, then answers as usual"},
		{"hang", "never answers"},
		{"refuse", "ends the connection before the request's body is read"},
		{"reset", "resets the connection instead of answering"},
		{"500", "answers with this status, from 400 to 599"},
		{"redirect=URL", "sends the client to the same path at another base URL"},
		{"cut", "does it, and cuts the answer in the middle"},
		{"invalid", "does it, and answers with something other than JSON"},
		{"type", "does it, and labels the answer as text/html"},
		{"page", "does it, and answers 200 with a proxy's HTML page"},
		{"huge=50MB", "does it, and answers with a body of this size"},
		{"slow=1s", "does it, and answers one byte at a time, with this pause"},
		{"endless", "list and search: every page is full of new elements"},
	}
}

// FaultOptions lists what can follow a kind, for help texts.
func FaultOptions() []Value {
	return []Value{
		{"after", "the request is carried out, although the answer does not show it"},
		{"html", "of a status: answers with a gateway's HTML page"},
		{"nth=3", "begins with the third matching request"},
		{"times=2", "fails twice, or forever; once by default"},
		{"chance=0.1", "fails with this probability"},
		{"seed=7", "seed of the random numbers"},
		{"workspace=ID", "only in this workspace"},
		{"wait=2s", "waits before anything else"},
		{"retry-after=3s", "adds the header Retry-After"},
	}
}

// anyOperation stands for every operation in the text form of a fault.
const anyOperation = "any"

// ParseFault reads a fault such as "list:500", "update:429,retry-after=3s,times=2"
// or "any:delay=2s,chance=0.1,times=forever": an operation or "any", a colon, a
// kind, and options. An error says what is allowed.
func ParseFault(spec string) (Fault, error) {
	operation, rest, found := strings.Cut(strings.TrimSpace(spec), ":")
	if !found {
		return Fault{}, fmt.Errorf("fault %q has no kind; write operation:kind, for example list:500", spec)
	}
	var f Fault
	if operation != anyOperation {
		f.Operation = Operation(operation)
		if !slices.Contains(Operations(), f.Operation) {
			return Fault{}, fmt.Errorf("fault %q: unknown operation %q; use %s or %v", spec, operation, anyOperation, Operations())
		}
	}
	kind, options, _ := strings.Cut(rest, ",")
	if err := f.parseKind(kind); err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", spec, err)
	}
	if f.Kind == KindEndless && operation != string(OpList) && operation != string(OpSearch) {
		return Fault{}, fmt.Errorf("fault %q: only list and search can be endless", spec)
	}
	for option := range strings.SplitSeq(options, ",") {
		if option == "" {
			continue
		}
		if err := f.parseOption(option); err != nil {
			return Fault{}, fmt.Errorf("fault %q: %w", spec, err)
		}
	}
	return f, nil
}

func (f *Fault) parseKind(text string) (err error) {
	name, value, hasValue := strings.Cut(text, "=")
	if status, notNumber := strconv.Atoi(name); notNumber == nil && !hasValue {
		f.Kind, f.Status = KindStatus, status
		if status < 400 || status > 599 {
			return fmt.Errorf("status %d is not between 400 and 599", status)
		}
		return nil
	}
	f.Kind = Kind(name)
	switch f.Kind {
	case KindHang, KindRefuse, KindReset, KindCut, KindInvalid, KindType, KindPage, KindEndless:
		if hasValue {
			return fmt.Errorf("%s takes no value", name)
		}
	case KindDelay:
		f.Delay, err = parseWait(name, value)
	case KindSlow:
		if hasValue {
			f.Delay, err = parseWait(name, value)
		}
	case KindHuge:
		if hasValue {
			f.Size, err = parseSize(value)
		}
	case KindRedirect:
		f.Location = value
		if value == "" {
			return fmt.Errorf("%s takes a base URL", name)
		}
	default:
		var kinds []string
		for _, k := range FaultKinds() {
			kinds = append(kinds, k.Name)
		}
		return fmt.Errorf("unknown kind %q; use %s", name, strings.Join(kinds, ", "))
	}
	return err
}

func (f *Fault) parseOption(text string) (err error) {
	name, value, _ := strings.Cut(text, "=")
	switch name {
	case "after":
		f.Applied = true
		if value != "" {
			return fmt.Errorf("%s takes no value", name)
		}
	case "html":
		f.HTML = true
		if value != "" {
			return fmt.Errorf("%s takes no value", name)
		}
	case "nth":
		f.Nth, err = parseCount(name, value)
	case "times":
		if value == "forever" {
			f.Times = Forever
			return nil
		}
		f.Times, err = parseCount(name, value)
	case "chance":
		f.Chance, err = strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(f.Chance) || f.Chance <= 0 || f.Chance > 1 {
			return fmt.Errorf("chance takes a number above 0 up to 1, not %q", value)
		}
	case "seed":
		f.Seed, err = strconv.ParseUint(value, 10, 64)
		if err != nil {
			return fmt.Errorf("seed takes a whole number, not %q", value)
		}
	case "workspace":
		f.Workspace = value
		if value == "" {
			return fmt.Errorf("workspace takes a workspace id")
		}
	case "wait":
		f.Delay, err = parseWait(name, value)
	case "retry-after":
		f.RetryAfter, err = parseWait(name, value)
	default:
		var options []string
		for _, o := range FaultOptions() {
			options = append(options, o.Name)
		}
		return fmt.Errorf("unknown option %q; use %s", name, strings.Join(options, ", "))
	}
	return err
}

func parseCount(name, value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s takes a number of 1 or more, not %q", name, value)
	}
	return n, nil
}

func parseWait(name, value string) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%s takes a time such as 2s or 300ms, not %q", name, value)
	}
	return d, nil
}

// parseSize reads a number of bytes, KB or MB, of 1024 each.
func parseSize(value string) (int64, error) {
	digits, unit := strings.TrimSuffix(value, "MB"), int64(1<<20)
	if digits == value {
		digits, unit = strings.TrimSuffix(value, "KB"), 1<<10
	}
	if digits == value {
		unit = 1
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 || n > math.MaxInt64/unit {
		return 0, fmt.Errorf("huge takes a size such as 50MB, not %q", value)
	}
	return n * unit, nil
}

// String writes the fault in the form that [ParseFault] reads.
func (f Fault) String() string {
	operation := cmp.Or(string(f.Operation), anyOperation)
	kind := string(f.Kind)
	wait := f.Delay
	switch {
	case f.Kind == KindStatus:
		kind = strconv.Itoa(f.Status)
	case f.Kind == KindRedirect:
		kind += "=" + f.Location
	case f.Kind == KindHuge && f.Size > 0:
		kind += "=" + strconv.FormatInt(f.Size, 10)
	case (f.Kind == KindDelay || f.Kind == KindSlow) && wait > 0:
		kind += "=" + wait.String()
		wait = 0
	}
	parts := []string{operation + ":" + kind}
	add := func(wanted bool, name string, value any) {
		if wanted {
			parts = append(parts, fmt.Sprintf("%s=%v", name, value))
		}
	}
	if f.Applied {
		parts = append(parts, "after")
	}
	if f.HTML {
		parts = append(parts, "html")
	}
	add(f.Nth > 0, "nth", f.Nth)
	add(f.Times > 0, "times", f.Times)
	add(f.Times == Forever, "times", "forever")
	add(f.Chance > 0, "chance", f.Chance)
	add(f.Seed > 0, "seed", f.Seed)
	add(f.Workspace != "", "workspace", f.Workspace)
	add(wait > 0, "wait", wait)
	add(f.RetryAfter > 0, "retry-after", f.RetryAfter)
	return strings.Join(parts, ",")
}
