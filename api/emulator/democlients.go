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
			off(billing("northwinddental"), 3*day), psa("northwinddental", 30*day), devices("northwinddental", 80*day)),
		client("contosobikes_C9B1_x", "Contoso Bikes", DemoChannel, 18,
			psa("contosobikes", 2*day), billing("contosobikes")),
		client("fabrikamprint_F2P6_x", "Fabrikam Print & Sign", DemoChannel, 65,
			billing("fabrikamprint"), off(alerts("fabrikamprint", 12*day), 26*time.Hour), siem("fabrikamprint")),
		client("sakurafoods_S8F4_x", "さくらフーズ", DemoChannel, 120,
			&SeedWebhook{
				Name: "請求書連携", Description: "プラン変更を会計へ", URL: "https://keiri.sakurafoods.example/coro", Secret: "sakura-77",
				Triggers: []string{eventSubscriptionUpdated, eventUsersCountUpdated}, Created: 210 * day, Changed: 17 * day,
			},
			off(alerts("sakurafoods", 40*day), 40*day)),
		client("woodgrovebank_W1B7_x", "Woodgrove Bank", DemoChannel, 310,
			siem("woodgrovebank"), alerts("woodgrovebank", 4*day), devices("woodgrovebank", 100*day), psa("woodgrovebank", 8*day)),
		client("alpineski_A5S3_x", "Alpine Ski House", DemoChannel, 12),
		client("granitelegal_G6L9_x", "Granite Legal", DemoChannel, 27,
			billing("granitelegal")),
		locked(client("citywater_C3W0_x", "City Water Utility", DemoChannel, 540,
			siem("citywater"))),

		channel(partners, "Harbor Partners", DemoChannel,
			psa("harborpartners", 15*day), off(billing("harborpartners"), 6*time.Hour)),
		client("harborclinic_H2C8_x", "Harbor Clinic", partners, 85,
			billing("harborclinic"), off(psa("harborclinic", 60*day), 90*time.Minute)),
		client("pierhotel_P4H1_x", "Pier Hotel", partners, 33,
			alerts("pierhotel", 7*day)),
		inheriting(client("tidemarine_T9M5_x", "Tide Marine Supply", partners, 21,
			billing("tidemarine"), devices("tidemarine", 55*day)), demoInherited),

		channel(group, "Lakeside Group", DemoChannel,
			billing("lakesidegroup")),
		client("lakesidelaw_L1L2_x", "Lakeside Law", group, 48,
			off(billing("lakesidelaw"), day), psa("lakesidelaw", 19*day)),
		client("lakesiderealty_L6R3_x", "Lakeside Realty", group, 16,
			alerts("lakesiderealty", 3*day), billing("lakesiderealty")),
	}
}

func client(id, name, parent string, users int, webhooks ...*SeedWebhook) SeedWorkspace {
	w := SeedWorkspace{
		ID: id, DisplayName: name, CompanyName: name, Domain: host(id) + ".example",
		Type: typeChild, Parent: parent, Users: users,
	}
	for _, webhook := range webhooks {
		w.Webhooks = append(w.Webhooks, *webhook)
	}
	return w
}

func channel(id, name, parent string, webhooks ...*SeedWebhook) SeedWorkspace {
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

// off disables a webhook that long ago.
func off(w *SeedWebhook, ago time.Duration) *SeedWebhook {
	w.Status = statusDisabled
	w.Changed = ago
	w.Created = max(w.Created, ago)
	return w
}

func billing(of string) *SeedWebhook {
	return &SeedWebhook{
		Name: "Billing to QuickBooks", Description: "Updates invoices when the plan changes",
		URL: "https://hooks.acme.example/coro/billing?client=" + of, Secret: "qb-" + of,
		Headers:  []SeedHeader{{headerAuthorization, "Bearer demo." + of + ".billing"}},
		Triggers: []string{eventSubscriptionUpdated, eventUsersCountUpdated},
		Created:  240 * day, Changed: 24 * day,
	}
}

func psa(of string, changed time.Duration) *SeedWebhook {
	return &SeedWebhook{
		Name: "PSA tickets", URL: "https://psa.northwind.example/api/v4/inbound/" + of, Secret: "psa-" + of,
		Headers:  []SeedHeader{{"X-Api-Key", "demo-" + of}, {"X-Queue", "service-desk"}},
		Triggers: []string{eventWorkspaceStatusUpdated, eventDevicesDeleted, eventUsersDeleted},
		Created:  180 * day, Changed: changed,
	}
}

func alerts(of string, changed time.Duration) *SeedWebhook {
	return &SeedWebhook{
		Name: "Security alerts", Description: "To the on-call rota", URL: "https://events.pager.example/integration/" + of + "/enqueue",
		Secret: "pager-" + of, Triggers: []string{eventWorkspaceStatusUpdated}, Created: 150 * day, Changed: changed,
	}
}

func devices(of string, changed time.Duration) *SeedWebhook {
	return &SeedWebhook{
		Name: "RMM devices", URL: "https://rmm.devices.example/inventory/" + of, Secret: "rmm-" + of,
		Triggers: []string{"protectedDevicesAdded.v1", "protectedDevicesDeleted.v1"}, Created: 400 * day, Changed: changed,
	}
}

func siem(of string) *SeedWebhook {
	return &SeedWebhook{
		Name: "SIEM forwarder", URL: "https://collector.siem.example:8088/services/collector/raw?index=" + of + "&sourcetype=coro",
		Secret: "siem-" + of, Headers: []SeedHeader{{headerAuthorization, "Splunk demo-" + of}},
		Triggers: []string{eventWorkspaceStatusUpdated, eventUsersUpdated, eventDevicesUpdated},
		Created:  90 * day, Changed: 41 * day,
	}
}
