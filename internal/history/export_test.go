package history

// WithReads has the bytes counted that are read of a history's files.
func WithReads(seen func(bytes int)) Option { return func(f *file) { f.seen = seen } }
