package emulator

import (
	"net/http"
	"slices"
	"time"
)

const day = 24 * time.Hour

// demoInherited is the webhook of the channel that one client's list shows too.
const demoInherited = "63f10a7c2d84be5190c6e3b8"

// Demo returns the tenants of an invented service provider: a channel with
// webhooks of its own, a dozen clients, some of them under channels of their
// own. All hosts end in .example.
func Demo() Seed {
	channel := SeedWorkspace{
		ID: DemoChannel, DisplayName: "Acme Channel", CompanyName: "Acme Managed Services", Domain: "acme.example",
		Type: typeChannel, Users: 40,
		Webhooks: slices.Concat(channelWebhooks(), alertWebhooks(), olderWebhooks()),
	}
	return Seed{Workspaces: append([]SeedWorkspace{channel}, demoClients()...)}
}

// DemoFaults is what goes wrong in the demo: one client's workspace answers 500
// for as long as the first walk of a fleet asks, which is four times, and is well
// when it is asked once more. So a failure and its retry can be seen.
func DemoFaults() []Fault {
	return []Fault{{Kind: KindStatus, Status: http.StatusInternalServerError, Operation: OpList, Workspace: "lakesiderealty_L6R3_x", Times: 4}}
}

// channelWebhooks are the ones that a technician sees first.
func channelWebhooks() []SeedWebhook {
	return []SeedWebhook{
		{
			ID: "66b204f0c992d50b8b2f984c", Name: "Billing to QuickBooks",
			Description: "Updates invoices when a client's plan changes", Descendants: true,
			URL: "https://hooks.acme.example/coro/billing?v=2", Secret: "qb-7f3e91c2a4",
			Headers: []SeedHeader{
				{headerAuthorization, "Bearer eyJhbGciOiJub25lIn0.demo.billing"}, {"X-Env", "prod"},
			},
			Triggers: []string{eventWorkspaceCreated, eventSubscriptionUpdated, eventTicketEscalated},
			Status:   statusDisabled, Created: 420 * day, Changed: 3 * day,
			Extra: `"ownerTeam":"billing"`,
		},
		{
			Name: "PSA tickets", Description: "Opens a ticket for whoever is on call", Descendants: true,
			URL: "https://psa.northwind.example/api/v4/inbound/coro", Secret: "psa-0d51b8",
			Headers: []SeedHeader{{"X-Api-Key", "k-51f0-demo-9920"}, {"X-Queue", "security"}},
			Triggers: []string{eventWorkspaceCreated, eventWorkspaceStatusUpdated, eventUsersAdded,
				eventUsersDeleted, eventDevicesDeleted},
			Status: statusDisabled, Created: 300 * day, Changed: 2 * time.Hour,
		},
		{
			Name: "Usage report", Description: "Monthly counts for the invoice run", Descendants: true,
			URL: "https://usage.acme.example/v1/coro", Secret: "usage-66ab",
			Triggers: []string{eventUsersCountUpdated, eventDevicesCountUpdated},
			Created:  200 * day, Changed: 14 * day,
		},
		{
			Name: "新規ワークスペース通知", Description: "東京チームに新しい顧客を知らせる",
			URL: "https://notify.tokyo.example/フック/新規", Secret: "秘密-3141",
			Triggers: []string{eventWorkspaceCreated},
			Created:  90 * day, Changed: 61 * day,
		},
		{
			ID: demoInherited, Name: "Device counts", Description: "RMM inventory", Descendants: true,
			URL: "https://rmm.devices.example/inventory/coro", Secret: "rmm-2b7e1516",
			Headers: []SeedHeader{{"X-Site", "hq"}},
			// The spellings of the older reference live on in old webhooks.
			Triggers: []string{"protectedDevicesAdded.v1", "protectedDevicesUpdated.v1", "protectedDevicesDeleted.v1",
				"protectedDevicesCountUpdated.v1"},
			Created: 500 * day, Changed: 152 * day,
		},
		{
			Name: "User lifecycle", Description: "Joiners and leavers for the identity team", Descendants: true,
			URL: "https://iam.acme.example/coro/users", Secret: "iam-ae2d8a57",
			Triggers: []string{"protectedUsersAdded", "protectedUsersUpdated", "protectedUsersDeleted", "workspaceStatusUpdated"},
			Created:  700 * day, Changed: 366 * day,
		},
	}
}

// alertWebhooks go to people and to what watches for attacks.
func alertWebhooks() []SeedWebhook {
	return []SeedWebhook{
		{
			Name: "SIEM forwarder", Descendants: true,
			URL: "https://collector.siem.example:8088/services/collector/raw?channel=5f2c6d1e-8a3b-4c7d-9e0f-1a2b3c4d5e6f" +
				"&sourcetype=coro%3Awebhook&index=msp_security&host=acme-channel",
			Secret:  "siem-1e03771e",
			Headers: []SeedHeader{{headerAuthorization, "Splunk 7d1c-demo-token"}, {"X-Splunk-Request-Channel", "acme"}},
			Triggers: []string{eventWorkspaceCreated, eventWorkspaceStatusUpdated, eventSubscriptionUpdated, eventUsersAdded,
				eventUsersUpdated, eventUsersDeleted, eventUsersCountUpdated, eventDevicesAdded,
				eventDevicesUpdated, eventDevicesDeleted, eventDevicesCountUpdated},
			Created: 330 * day, Changed: 21 * day,
		},
		{
			Name: "On-call alerts", Description: "Pages the on-call technician",
			URL: "https://events.pager.example/integration/3a9f1c/enqueue", Secret: "pager-04",
			Triggers: []string{eventWorkspaceStatusUpdated, eventDevicesDeleted},
			Created:  45 * day, Changed: 9 * day,
		},
		{
			Name: "Contract sync", Description: "Plan changes to the CRM",
			URL:    "http://crm.acme.example/hooks/coro",
			Secret: "crm-c0ffee", Triggers: []string{eventSubscriptionUpdated},
			Created: 120 * day, Changed: 33 * day,
		},
	}
}

// olderWebhooks are what a service provider's years leave behind: long, forgotten,
// or at an address that is a credential.
func olderWebhooks() []SeedWebhook {
	return []SeedWebhook{
		{
			Name:        "Nightly export to the reporting warehouse in Frankfurt",
			Description: "Replaces the CSV mail to finance. Ask the reporting team before you touch this one.", Descendants: true,
			URL: "https://warehouse.reporting.example/ingest/v3/sources/coro/events" +
				"?format=json&partition=event_date&retention=400d&notify=reporting%40acme.example",
			Secret:   "wh-9d7c0b1e2f",
			Headers:  []SeedHeader{{"X-Warehouse-Partition", "eu-central"}, {"X-Retention", "400d"}},
			Triggers: []string{eventUsersCountUpdated, eventDevicesCountUpdated, eventWorkspaceCreated},
			Created:  260 * day, Changed: 75 * day,
		},
		{
			Name: "Slack #new-clients", Description: "Greets a new client's team",
			URL:    "https://hooks.slack.example/services/T02KD8Q41/B05K7QX2M/demo4nZqTr8sYw1LcVb6",
			Secret: "slack-7be1", Triggers: []string{eventWorkspaceCreated, eventSubscriptionUpdated},
			Created: 10 * day, Changed: 5 * day,
		},
		{
			Name: "Teams channel", Description: "The address is the credential",
			URL:    "https://hook:s3cr3t-userinfo@flows.office.example/workflows/invoke?sp=run&sv=1.0&sig=Qm9nNzI4MzkyZGVtb3NpZ25hdHVyZQ",
			Secret: "teams-5ad9", Triggers: []string{eventWorkspaceCreated, eventWorkspaceStatusUpdated},
			Created: 30 * day, Changed: 28 * day,
		},
	}
}
