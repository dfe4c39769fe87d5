//go:build !race

package history_test

// randomHistories is how many are tried.
const randomHistories = "100"
