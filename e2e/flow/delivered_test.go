package flow_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestATestThatFails says so in the status line with Coro's reason, although Coro
// answers with 200, and of a set each that failed.
func TestATestThatFails(t *testing.T) {
	t.Parallel()
	variant, err := emulator.ParseVariant("test=failed")
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, sizes[0], variant)
	w.choose("Usage report")
	w.Press("t")
	w.said(`Test of "Usage report" failed: `)
	w.WaitFor("Coro answered 200", "connection refused by the receiver", `"success":false`)
	w.closes("Coro answered 200")
	w.Press("x")
	w.choose("Billing to QuickB")
	w.Press("x", "t")
	w.WaitFor("Test 2 webhooks in Acme Channel?")
	w.Press("right", "enter")
	w.results("2 failed", "failed  Billing to QuickBooks  The test failed: ", "failed  Usage report           The test failed: ", "retry 2 failed")
}
