package cli

import (
	"time"

	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/history"
	"corotui/internal/missed"
	"corotui/ui/work"
)

// missing is with what the screens find and send what webhooks missed. The demo, which
// opens no connection, sends nothing.
func (o *tuiOptions) missing(c config.Config, session *account.Session, log *history.Log) func(account.Member) work.Missing {
	return func(m account.Member) work.Missing {
		server := session
		if m.Server != nil {
			server = m.Server
		}
		finder := missed.Finder{Server: server, Memory: server, Log: log, Who: server.Who()}
		outbox := missed.Outbox{Log: log, Who: server.Who(), Now: time.Now}
		if !o.demo {
			if sender, err := o.sender(c); err == nil { // else the API could not be reached either
				outbox.Sender = sender
			}
		}
		return work.Missing{Finder: finder, Outbox: outbox}
	}
}
