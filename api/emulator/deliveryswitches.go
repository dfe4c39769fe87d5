package emulator

// gapSettings are about what is known of a time in which nothing was delivered.
func gapSettings() []setting {
	return []setting{
		choose("creation-times", "workspaceCreationTime", func(v *Variant) *string { return &v.CreationTimes },
			Value{"millis", "a number of milliseconds"},
			Value{"string", "milliseconds as a string"},
			Value{"absent", "left out"}),
		choose("audit", "answer to the search of the audit log", func(v *Variant) *string { return &v.Audit },
			Value{"paged", "an envelope of one page, page=N works"},
			Value{"envelope", "items and totalElements, complete"},
			Value{"array", "a bare array"},
			Value{"404", "not found"},
			Value{"405", "method not allowed"},
			Value{"501", "not implemented"},
			Value{"403", "forbidden"}),
		choose("usage", "answer to GET /v1/usage", func(v *Variant) *string { return &v.Usage },
			Value{"object", "the usage of the workspace of the header"},
			Value{"array", "an array of it and of those of all workspaces below"},
			Value{"envelope", "an envelope of these"},
			Value{"string", "like object, with numeric strings"},
			Value{"404", "not found"},
			Value{"405", "method not allowed"},
			Value{"501", "not implemented"},
			Value{"403", "forbidden"}),
	}
}

// deliverySettings are about what a server sends by itself.
func deliverySettings() []setting {
	return []setting{
		choose("signed", "what of a delivery is signed", func(v *Variant) *string { return &v.Signed },
			Value{"id", "the id of the header"},
			Value{"id+body", "the id and the body, nothing between them"},
			Value{"id.body", "the id, a dot, and the body"}),
		choose("signature", "encoding of a delivery's signature", func(v *Variant) *string { return &v.Signature },
			Value{"hex", "hex in lower case"},
			Value{"HEX", "hex in upper case"},
			Value{"base64", "base64"},
			Value{"base64-raw", "base64 without padding"},
			Value{"base64url", "base64 for URLs"},
			Value{"base64url-raw", "base64 for URLs without padding"}),
		choose("signature-prefix", "what precedes a delivery's signature", func(v *Variant) *string { return &v.SignaturePrefix },
			Value{"none", "nothing"},
			Value{"sha256", "sha256="}),
		choose("failure", "which answers to a delivery are failures", func(v *Variant) *string { return &v.Failure },
			Value{"non-2xx", "every status but 2xx, and no answer in time"},
			Value{"4xx-5xx", "a status of 400 or more, and no answer in time"},
			Value{"5xx", "a status of 500 or more, and no answer in time"},
			Value{"no-answer", "no answer in time only"}),
		choose("subscribers", "who gets the delivery of workspace-created", func(v *Variant) *string { return &v.Subscribers },
			Value{"parent", "webhooks of the parent, and those further up that apply to all descendants"},
			Value{"descendants", "only webhooks above that apply to all descendants"}),
		choose("delivery-id", "id in a delivery's body", func(v *Variant) *string { return &v.DeliveryID },
			Value{"header", "that of the header"},
			Value{"webhook", "that of the webhook"}),
		choose("delivery-time", "timestamp of a delivery", func(v *Variant) *string { return &v.DeliveryTime },
			Value{"string", "milliseconds as a string"},
			Value{"number", "a number of milliseconds"}),
		choose("delivery-data", "numbers and lists in a delivery's data", func(v *Variant) *string { return &v.DeliveryData },
			Value{"strings", "as strings"},
			Value{"typed", "as numbers and arrays"}),
	}
}
