package cli

import (
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"corotui/cli/output"
	"corotui/internal/delivery"
	"corotui/internal/mask"
)

// verifyOptions are what verify takes.
type verifyOptions struct {
	signingFlags
	output.Flags
	id, kind, signature string
}

// verdictJSON is whether a signature is right, and in which form it was made.
type verdictJSON struct {
	Valid    bool    `json:"valid"`
	Scheme   *string `json:"scheme"`
	Encoding *string `json:"encoding"`
}

var verifyView = output.View{Kind: output.Kind{
	Name: "verdict", Meaning: "Whether the signature of a delivery is right, and how it was made",
	Fields: []output.Field{
		{Name: "valid", Type: "boolean", Meaning: "whether it was made with the secret"},
		{Name: "scheme", Type: "string or null", Meaning: "what is signed: id, id+body, or id.body; null if it is not valid"},
		{Name: "encoding", Type: "string or null", Meaning: "how it is written: hex, HEX, base64, or base64url; null if it is not valid"},
	},
}}

func (a *app) verifyCommand() *cobra.Command {
	o := &verifyOptions{signingFlags: signingFlags{app: a}}
	c := &cobra.Command{
		Use: "verify [FILE]", Short: "Check whether a delivery is genuine",
		Long: "Check whether a delivery is genuine, and say in which form it was signed. FILE has its body byte for byte, or is - for stdin; " +
			"without it the signature is checked over the id alone. --id and --signature are the values of the headers X-Coro-Hook-Id and " +
			"X-Coro-Signature.\n" +
			"Coro's documentation leaves open what is signed and how that is written. So these are tried: HMAC-SHA256 over the id, over the id " +
			"and the body, and over both with a dot between them; in hex, base64, and base64url, with or without padding, and with or " +
			"without sha256= before it.\n" +
			"If the body is given, stderr says what else does not fit: another id or type in the body, the age of the event, and whether the " +
			"signature covers the body at all. It exits with 0 if the signature is valid, and with 1 if not.",
		Example: "corotui verify body.json --webhook Billing --id 5f6d2c --signature sha256=9a1f\n" +
			"pass coro/billing | corotui verify --id 5f6d2c --signature 9a1f --secret-stdin",
	}
	a.prints(c, &o.Flags, verifyView)
	o.register(c, "verify with the secret of this webhook, by its id or name")
	c.Flags().StringVar(&o.id, "id", "", "the delivery's X-Coro-Hook-Id")
	c.Flags().StringVar(&o.signature, "signature", "", "the delivery's X-Coro-Signature")
	c.Flags().StringVar(&o.kind, "type", "", "the delivery's X-Coro-Hook-Type, to compare with the body")
	return a.command(c, atMostOneFile, o.run)
}

func atMostOneFile(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage("Give one file with the body of the delivery, or - for stdin")
	}
	return nil
}

func (o *verifyOptions) run(cmd *cobra.Command, args []string) error {
	if err := o.check(args); err != nil {
		return err
	}
	var body []byte
	if len(args) > 0 {
		var err error
		if body, err = o.inputOf("FILE", args[0]); err != nil {
			return err
		}
	}
	secret, err := o.secret(cmd)
	if err != nil {
		return err
	}
	header := http.Header{delivery.HeaderID: {o.id}, delivery.HeaderSignature: {o.signature}}
	if o.kind != "" {
		header.Set(delivery.HeaderType, o.kind)
	}
	verdict := delivery.Check(secret, header, body, time.Now())
	if len(args) > 0 && verdict.Signed {
		o.tell(verdict)
	}
	return o.print(cmd, verdict, len(args) > 0)
}

// check says what is wrong with the command line.
func (o *verifyOptions) check(args []string) error {
	switch {
	case o.id == "" || o.signature == "":
		return usage("Give --id and --signature: the delivery's %s and %s", delivery.HeaderID, delivery.HeaderSignature)
	case o.webhook != "" && o.secretStdin:
		return usage("--webhook and --secret-stdin exclude each other")
	case o.webhook == "" && !o.secretStdin:
		return usage("Give --webhook to verify with its secret, or pipe the secret in with --secret-stdin")
	case len(args) > 0 && args[0] == "-" && o.secretStdin:
		return usage("- and --secret-stdin both read stdin. Save the body to a file, or use --webhook")
	}
	return nil
}

func (o *verifyOptions) secret(cmd *cobra.Command) (mask.Secret, error) {
	if o.secretStdin {
		return o.secretFromStdin(cmd.Context())
	}
	webhook, _, err := o.find(cmd)
	if err != nil {
		return mask.Secret{}, err
	}
	return secretOf(webhook, "Pipe it in with --secret-stdin instead of --webhook")
}

// tell notes what else there is to know of a delivery whose signature is right and whose
// body was given.
func (o *verifyOptions) tell(v delivery.Verdict) {
	if !v.Valid {
		o.notef("%s, so a receiver should refuse it", v.Reason)
	}
	for _, note := range v.Notes {
		if note.Warning != delivery.NoType || o.kind != "" {
			o.notef("%s", note.Text)
		}
	}
}

// print prints whether the signature is valid; an error says that it is not.
func (o *verifyOptions) print(cmd *cobra.Command, v delivery.Verdict, body bool) error {
	p := o.printer(cmd, false)
	told := verdictJSON{Valid: v.Signed}
	said := ""
	if v.Signed {
		told.Scheme, told.Encoding = filled(string(v.Form.Scheme)), filled(string(v.Form.Encoding))
		said = "Valid: " + v.Form.String() + "\n"
	}
	var err error
	if p.ForPeople() {
		err = p.Text(said)
	} else {
		err = p.Add(told, o.id)
	}
	if err == nil {
		err = p.End(cmd.Context())
	}
	switch {
	case err != nil:
		return err
	case v.Signed:
		o.notef("%s", delivery.HowToReport)
		return nil
	case body:
		return failedWith(codeFailed, "Not valid: the signature is not of this secret over this id, with or without this body. Check that the secret is the webhook's, and that the body is byte for byte as it came")
	}
	return failedWith(codeFailed, "Not valid: the signature is not of this secret over this id. Check that the secret is the webhook's, and give the body if that is signed too")
}
