package change_test

import (
	"testing"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// What must not be written down is told by the name and by the value.
func TestSensitiveByNameAndValue(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		field       change.Field
		item        api.Text
		value, want string
	}{
		{change.Header, "ApiIntegrationcode", "canary", mask.Dots},
		{change.Header, "X-Up", "Bearer canary", "Bearer " + mask.Dots},
		{change.Header, "X-Forward-To", "https://u:canary@h.example?token=canary", "https://" + mask.Dots + "@h.example?token=" + mask.Dots},
		{change.Header, "X-Passenger", "two", "two"},
		{change.URL, "", "https://hooks.slack.com/services/T01/B02/canary", "https://hooks.slack.com/services/T01/B02/" + mask.Dots},
		{change.URL, "", "https://h.example/in?statusCode=200", "https://h.example/in?statusCode=200"},
	} {
		value := mask.NewSecret(one.value)
		if got := change.Shown(one.field, one.item, &value); got == nil || string(*got) != one.want {
			t.Errorf("%s %s %s shows %v", one.field, one.item, one.value, got)
		}
		if got := change.Sensitive(one.field, one.item, value); got != (one.want != one.value) {
			t.Errorf("%s %s %s is sensitive: %v", one.field, one.item, one.value, got)
		}
	}
}
