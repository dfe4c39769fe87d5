package cli

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/cli/program"
	"corotui/internal/text"
	"corotui/internal/weburl"
)

// emulatorOptions say what is served and how.
type emulatorOptions struct {
	*app
	addr, variant        string
	workspaces, webhooks int
	seed                 uint64
	latency              time.Duration
	faults               []string
	requests             bool // are logged
	deliver              bool
	pause                time.Duration // after the first failed attempt to deliver
}

func (a *app) emulatorCommand() *cobra.Command {
	o := &emulatorOptions{app: a}
	c := &cobra.Command{
		Use: "emulator", Short: "Serve an emulator of the API on this machine",
		Long: "Serve an emulator of the API on this machine, with sample data that is gone when it ends.\n\n" + emulatorHelp(),
		Example: "corotui emulator --workspaces 1000 --webhooks 5000\n" +
			"corotui emulator --deliver --variant signed=id+body,signature=base64\n" +
			"corotui emulator --variant list=array,secret=stars --fault update:500,times=2",
	}
	c.Flags().StringVar(&o.addr, "addr", "127.0.0.1:8788", "address to listen on; port 0 takes a free one")
	c.Flags().IntVar(&o.workspaces, "workspaces", 0, "number of workspaces (1 to 5000) instead of the demo's")
	c.Flags().IntVar(&o.webhooks, "webhooks", 0, "number of webhooks (0 to 20000) in these workspaces")
	c.Flags().Uint64Var(&o.seed, "seed", 1, "seed for other data of the same size")
	c.Flags().DurationVar(&o.latency, "latency", 0, "delay before each response, e.g. 200ms")
	c.Flags().StringVar(&o.variant, "variant", "", "behavior where the documentation leaves it open")
	c.Flags().StringArrayVar(&o.faults, "fault", nil, "fault to inject; repeatable")
	c.Flags().BoolVar(&o.requests, "log", false, "write a line for each request, and each delivery, to stderr")
	c.Flags().BoolVar(&o.deliver, "deliver", false, "deliver to loopback addresses, signed, in four attempts; then disable the webhook")
	c.Flags().DurationVar(&o.pause, "deliver-pause", emulator.DefaultPause, "pause after a first failed attempt; each further one is twice as long")
	return a.command(c, cobra.NoArgs, o.run)
}

// emulatorHelp explains the switches of --variant and --fault.
func emulatorHelp() string {
	var b strings.Builder
	b.WriteString("Switches of --variant, the default first:\n")
	for _, s := range emulator.Switches() {
		names := make([]string, len(s.Values))
		for i, value := range s.Values {
			names[i] = value.Name
		}
		values := strings.Join(names, ", ")
		if len(names) == 0 {
			values = "a number from 1 up"
		}
		fmt.Fprintf(&b, "  %s: %s (%s)\n", s.Name, s.About, values)
	}
	b.WriteString("\nA --fault is operation:kind and options, like list:500,times=2. Operations: any")
	for _, operation := range emulator.Operations() {
		fmt.Fprintf(&b, ", %s", operation)
	}
	b.WriteString("\nKinds:\n")
	for _, kind := range emulator.FaultKinds() {
		fmt.Fprintf(&b, "  %s: %s\n", kind.Name, kind.Meaning)
	}
	b.WriteString("Options:\n")
	for _, option := range emulator.FaultOptions() {
		fmt.Fprintf(&b, "  %s: %s\n", option.Name, option.Meaning)
	}
	return b.String()
}

// server makes the emulator that the flags ask for.
func (o *emulatorOptions) server() (*emulator.Server, error) {
	if o.workspaces < 0 || o.workspaces > 5000 || o.webhooks < 0 || o.webhooks > 20000 {
		return nil, usage("--workspaces takes 1 to 5000, and --webhooks 0 to 20000")
	}
	if o.webhooks > 0 && o.workspaces == 0 {
		return nil, usage("--webhooks also needs --workspaces")
	}
	if o.pause < 0 || o.pause > maxDeliverPause {
		return nil, usage("--deliver-pause takes 0s to %s", maxDeliverPause)
	}
	variant, err := emulator.ParseVariant(o.variant)
	if err != nil {
		return nil, usage("--variant: %s", err)
	}
	options := []emulator.Option{emulator.WithVariant(variant), emulator.WithLatency(o.latency)}
	for _, spec := range o.faults {
		fault, err := emulator.ParseFault(spec)
		if err != nil {
			return nil, usage("--fault: %s", err)
		}
		options = append(options, emulator.WithFaults(fault))
	}
	if o.requests {
		options = append(options, emulator.WithObserver(func(r emulator.Request) {
			o.tellf("%s", text.Clean(api.Text(requestLine(r))))
		}))
	}
	if o.deliver {
		options = append(options, emulator.WithDeliveries(emulator.Deliveries{Pause: o.pause, Watch: o.watchDelivery}))
	}
	data := emulator.Demo()
	if o.workspaces > 0 {
		data = emulator.Spread(o.workspaces, o.webhooks, o.seed)
	}
	return emulator.New(data, options...), nil
}

// requestLine tells of a request without its bodies and headers, where secrets
// may be.
func requestLine(r emulator.Request) string {
	target := r.Path
	if r.Query != "" {
		target += "?" + r.Query
	}
	line := fmt.Sprintf("%s %s %s workspace=%q %d", r.Time.Format("15:04:05.000"), r.Method, target, r.Workspace, r.Status)
	if r.Fault != "" {
		line += " fault=" + r.Fault
	}
	return line
}

// maxDeliverPause bounds the pause between two attempts to deliver.
const maxDeliverPause = time.Hour

// watchDelivery tells of a delivery: of each with --log, and else of what someone has to
// know who waits for one. Of its URL, which may be a credential, it tells the host.
func (o *emulatorOptions) watchDelivery(d emulator.Delivery) {
	line := text.Clean(api.Text(deliveryLine(d)))
	switch {
	case o.requests:
		o.tellf("%s", line)
	case d.Outcome == emulator.DeliveryUnmade, d.Outcome == emulator.DeliveryDropped, d.Disabled:
		o.notef("%s", line)
	}
}

// deliveryLine tells of a delivery in one line.
func deliveryLine(d emulator.Delivery) string {
	host := "a URL without a host"
	if target, err := url.Parse(d.URL); err == nil && target.Host != "" {
		host = target.Host
	}
	line := fmt.Sprintf("%s %s to %s workspace=%q webhook=%q", d.Time.Format("15:04:05.000"), d.Type, host, d.Workspace, d.Webhook)
	switch {
	case d.Test:
		line += " test"
	case d.Attempt > 0:
		line += fmt.Sprintf(" attempt=%d", d.Attempt)
	}
	line += fmt.Sprintf(" %s", d.Outcome)
	if d.Status != 0 {
		line += fmt.Sprintf(" %d", d.Status)
	}
	if d.Reason != "" {
		line += ": " + d.Reason
	}
	if d.Disabled {
		line += "; the webhook is disabled now"
	}
	return line
}

// run answers requests until the context ends.
func (o *emulatorOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	host, _, err := net.SplitHostPort(o.addr)
	if err != nil || !weburl.Loopback(host) {
		return usage("--addr %q is not a loopback address. Use 127.0.0.1:8788 or [::1]:8788", o.addr)
	}
	if cmd.Flags().Changed("deliver-pause") && !o.deliver {
		return usage("--deliver-pause also needs --deliver")
	}
	emulated, err := o.server()
	if err != nil {
		return err
	}
	defer emulated.Close()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", o.addr, err)
	}
	o.printf("%s", greeting(listener.Addr()))
	server := &http.Server{
		Handler: emulated, ReadHeaderTimeout: 10 * time.Second,
		ErrorLog: log.New(o.process.Stderr, "", 0),
	}
	stopped := make(chan error, 1)
	defer context.AfterFunc(ctx, func() {
		emulated.Close() // whatever hangs is let go
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), program.Farewell)
		defer cancel()
		stopped <- server.Shutdown(ending)
	})()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve on %s: %w", o.addr, err)
	}
	if err := <-stopped; err != nil {
		return fmt.Errorf("end the emulator: %w", err)
	}
	if s, ok := errors.AsType[program.Stopped](context.Cause(ctx)); ok && s.Interrupt() {
		return s
	}
	return nil
}

// greeting says where the emulator is and how to work with it.
func greeting(addr net.Addr) string {
	return fmt.Sprintf(`Emulating the API at http://%[1]s. Press ctrl+c to stop. To use it:

export COROTUI_API_URL=http://%[1]s
export COROTUI_CLIENT_ID=%[2]s
export COROTUI_CLIENT_SECRET=%[3]s
export COROTUI_WORKSPACE=%[4]s
`, addr, emulator.DemoClientID, emulator.DemoClientSecret, emulator.DemoChannel)
}
