//go:build race

package flow_test

// underRaceDetector is true in a build that is several times slower.
const underRaceDetector = true
