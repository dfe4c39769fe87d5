package emulator

import (
	"strings"
	"time"
)

// demoClients are the workspaces below the demo's channel. Two of them are
// channels themselves, one has no webhook, one may not be entered.
func demoClients() []SeedWorkspace {
	const partners, group = "harborpartners_H7Q2_c", "lakesidegroup_L4M8_c"
	return []SeedWorkspace{
		client("northwinddental_N3D5_x", "Northwind Dental", DemoChannel, 42,
			off(billing, 3*day), changed(psa, 30*day), changed(devices, 80*day)),
		client("contosobikes_C9B1_x", "Contoso Bikes", DemoChannel, 18,
			changed(psa, 2*day), billing),
		client("fabrikamprint_F2P6_x", "Fabrikam Print & Sign", DemoChannel, 65,
			billing, off(alerts, 26*time.Hour), siem),
		client("sakurafoods_S8F4_x", "さくらフーズ", DemoChannel, 120,
			invoices, off(alerts, 40*day)),
		client("woodgrovebank_W1B7_x", "Woodgrove Bank", DemoChannel, 310,
			siem, changed(alerts, 4*day), changed(devices, 100*day), changed(psa, 8*day)),
		client("alpineski_A5S3_x", "Alpine Ski House", DemoChannel, 12),
		client("granitelegal_G6L9_x", "Granite Legal", DemoChannel, 27,
			billing),
		locked(client("citywater_C3W0_x", "City Water Utility", DemoChannel, 540,
			siem)),

		channel(partners, "Harbor Partners", DemoChannel,
			changed(psa, 15*day), off(billing, 6*time.Hour)),
		client("harborclinic_H2C8_x", "Harbor Clinic", partners, 85,
			billing, off(psa, 90*time.Minute)),
		client("pierhotel_P4H1_x", "Pier Hotel", partners, 33,
			changed(alerts, 7*day)),
		inheriting(client("tidemarine_T9M5_x", "Tide Marine Supply", partners, 21,
			billing, changed(devices, 55*day)), demoInherited),

		channel(group, "Lakeside Group", DemoChannel,
			billing),
		client("lakesidelaw_L1L2_x", "Lakeside Law", group, 48,
			off(billing, day), changed(psa, 19*day)),
		client("lakesiderealty_L6R3_x", "Lakeside Realty", group, 16,
			changed(alerts, 3*day), billing),
	}
}

// kind makes a webhook as several clients have it, of the client with this host.
type kind func(of string) SeedWebhook

func client(id, name, parent string, users int, webhooks ...kind) SeedWorkspace {
	w := SeedWorkspace{
		ID: id, DisplayName: name, CompanyName: name, Domain: host(id) + ".example",
		Type: typeChild, Parent: parent, Users: users,
	}
	for _, webhook := range webhooks {
		w.Webhooks = append(w.Webhooks, webhook(host(id)))
	}
	return w
}

func channel(id, name, parent string, webhooks ...kind) SeedWorkspace {
	w := client(id, name, parent, 25, webhooks...)
	w.Type = typeChannel
	return w
}

// host returns the part of a workspace's id before the first underscore.
func host(id string) string {
	before, _, _ := strings.Cut(id, "_")
	return before
}

func inheriting(w SeedWorkspace, webhooks ...string) SeedWorkspace {
	w.Inherits = webhooks
	return w
}

func locked(w SeedWorkspace) SeedWorkspace {
	w.NoAccess = true
	return w
}

// changed has a webhook changed that long ago.
func changed(webhook kind, ago time.Duration) kind {
	return func(of string) SeedWebhook {
		w := webhook(of)
		w.Changed = ago
		return w
	}
}

// off has it disabled that long ago.
func off(webhook kind, ago time.Duration) kind {
	return func(of string) SeedWebhook {
		w := webhook(of)
		w.Status, w.Changed, w.Created = statusDisabled, ago, max(w.Created, ago)
		return w
	}
}

func billing(of string) SeedWebhook {
	return SeedWebhook{
		Name: "Billing to QuickBooks", Description: "Updates invoices when the plan changes",
		URL: "https://hooks.acme.example/coro/billing?client=" + of, Secret: "qb-" + of,
		Headers:  []SeedHeader{{headerAuthorization, "Bearer demo." + of + ".billing"}},
		Triggers: []string{eventSubscriptionUpdated, eventUsersCountUpdated},
		Created:  240 * day, Changed: 24 * day,
	}
}

func psa(of string) SeedWebhook {
	return SeedWebhook{
		Name: "PSA tickets", URL: "https://psa.northwind.example/api/v4/inbound/" + of, Secret: "psa-" + of,
		Headers:  []SeedHeader{{"X-Api-Key", "demo-" + of}, {"X-Queue", "service-desk"}},
		Triggers: []string{eventWorkspaceStatusUpdated, eventDevicesDeleted, eventUsersDeleted},
		Created:  180 * day,
	}
}

func alerts(of string) SeedWebhook {
	return SeedWebhook{
		Name: "Security alerts", Description: "To the on-call rota", URL: "https://events.pager.example/integration/" + of + "/enqueue",
		Secret: "pager-" + of, Triggers: []string{eventWorkspaceStatusUpdated}, Created: 150 * day,
	}
}

func devices(of string) SeedWebhook {
	return SeedWebhook{
		Name: "RMM devices", URL: "https://rmm.devices.example/inventory/" + of, Secret: "rmm-" + of,
		Triggers: []string{"protectedDevicesAdded.v1", "protectedDevicesDeleted.v1"}, Created: 400 * day,
	}
}

func siem(of string) SeedWebhook {
	return SeedWebhook{
		Name: "SIEM forwarder", URL: "https://collector.siem.example:8088/services/collector/raw?index=" + of + "&sourcetype=coro",
		Secret: "siem-" + of, Headers: []SeedHeader{{headerAuthorization, "Splunk demo-" + of}},
		Triggers: []string{eventWorkspaceStatusUpdated, eventUsersUpdated, eventDevicesUpdated},
		Created:  90 * day, Changed: 41 * day,
	}
}

// invoices is the one of a client that has no kind.
func invoices(string) SeedWebhook {
	return SeedWebhook{
		Name: "請求書連携", Description: "プラン変更を会計へ", URL: "https://keiri.sakurafoods.example/coro", Secret: "sakura-77",
		Triggers: []string{eventSubscriptionUpdated, eventUsersCountUpdated}, Created: 210 * day, Changed: 17 * day,
	}
}
