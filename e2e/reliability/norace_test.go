//go:build !race

package reliability_test

// underRaceDetector is true in a build that is several times slower.
const underRaceDetector = false
