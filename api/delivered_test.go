package api_test

import (
	"strings"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
)

// TestDelivered reads what the answer to a test says of the delivery, in the forms
// that a server may give it.
func TestDelivered(t *testing.T) {
	t.Parallel()
	const yes, no, unsaid = "delivered", "failed", "unsaid"
	for _, c := range []struct {
		status     int
		body, want string
		why        string
	}{
		{200, `{"success": true, "statusCode": 200}`, yes, ""},
		{200, `{"success":"true"}`, yes, ""},
		{200, `{"success":"TRUE","status":"204"}`, yes, ""},
		{200, `{"success":1}`, yes, ""},
		{200, `{"delivered":true,"responseStatus":200}`, yes, ""},
		{200, `{"result":{"status_code":"201 Created"}}`, yes, ""},
		{202, `{"status":"delivered"}`, yes, ""},
		{200, `[{"success":true}]`, yes, ""},
		{200, `{"success":false}`, no, "not delivered"},
		{200, `{"success":"false","message":"connection refused"}`, no, "not delivered: connection refused"},
		{200, `{"success":true,"statusCode":500}`, no, "answered 500"},
		{200, `{"statusCode":"302 Found"}`, no, "answered 302"},
		{200, `{"code":404}`, no, "answered 404"},
		{200, `{"response":{"result":{"status":503,"detail":"down for\u001b[31m repair"}}}`, no, "answered 503: down for"},
		{200, `{"success":true,"response":{"status":401}}`, no, "answered 401"},
		{200, `{"results":[{"success":true},{"success":false}]}`, no, "not delivered"},
		{200, `{"status":"FAILED"}`, no, "not delivered"},
		{200, `{"result":"error"}`, no, "not delivered"},
		{200, `{"failed":true}`, no, "not delivered"},
		{200, `{"error":"timed out"}`, no, "not delivered: timed out"},
		{200, `{"error":{"message":"no route"}}`, no, "not delivered: no route"},
		{200, `{"error":null,"errors":[],"success":true}`, yes, ""},
		{200, `{"error":false}`, unsaid, ""},
		{200, `{"status":"queued","code":7}`, unsaid, ""},
		{200, `{"success":null,"statusCode":{}}`, unsaid, ""},
		{200, `true`, yes, ""},
		{200, ` "delivered" `, yes, ""},
		{200, `false`, no, "not delivered"},
		{200, `"failed"`, no, "not delivered"},
		{200, `"queued"`, unsaid, ""},
		{200, `200`, unsaid, ""},
		{202, `Test event was queued`, unsaid, ""},
		{200, `{"success":false`, unsaid, ""},
		{204, ``, unsaid, ""},
		{500, `{"success":true}`, no, "Coro answered 500"},
		{302, ``, no, "Coro answered 302"},
	} {
		ok, known, why := api.TestResult{Status: c.status, Body: api.Text(c.body)}.Delivered()
		got := map[[2]bool]string{{true, true}: yes, {false, true}: no, {true, false}: unsaid}[[2]bool{ok, known}]
		if got != c.want || c.why == "" != (why == "") || !strings.Contains(why, c.why) || strings.Contains(why, "\x1b") {
			t.Errorf("%d %s: %q, %q; want %q, %q", c.status, c.body, got, why, c.want, c.why)
		}
	}
	deep := strings.Repeat(`{"result":`, 1000) + `{"success":false}` + strings.Repeat("}", 1000)
	if ok, known, _ := (api.TestResult{Status: 200, Body: api.Text(deep)}).Delivered(); !ok || known {
		t.Error("a result that is nested without end was read to its end")
	}
}

// TestDeliveredOverHTTP tells it of what an emulator answers, also where what may
// be shown of the answer hides the number.
func TestDeliveredOverHTTP(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string][2]bool{
		"test=object": {true, true}, "test=success": {true, true}, "test=failed": {false, true}, "test=refused": {false, true},
		"test=string": {true, false}, "test=empty": {true, false}, "test=text": {true, false},
	} {
		v, err := emulator.ParseVariant(spec)
		if err != nil {
			t.Fatal(err)
		}
		_, client := serve(t, []emulator.Option{emulator.WithVariant(v)})
		all, err := client.Webhooks(t.Context(), emulator.DemoChannel)
		if err != nil {
			t.Fatal(err)
		}
		result, err := client.TestWebhook(t.Context(), emulator.DemoChannel, all[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		ok, known, why := result.Delivered()
		if [2]bool{ok, known} != want || (spec == "test=refused") != strings.Contains(why, "502") {
			t.Errorf("%s: delivered is %v, known is %v: %s", spec, ok, known, why)
		}
	}
}
