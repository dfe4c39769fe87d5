//go:build race

package history_test

// randomHistories is how many are tried; this build is several times slower.
const randomHistories = "20"
