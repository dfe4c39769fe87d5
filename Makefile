# What is not a Go command of its own. The tests are "go test ./...".

# The program as it is released: small. Two things make it so.
#
# The API is spoken to in HTTP/1.1 (api/options.go), and so HTTP/2 is left out.
#
# And what no frame waits for is compiled without inlining: talking to the
# network, credentials, settings, the command line, questions. Inlined code runs
# a little faster, and is there once for each place that calls it.
cold = time strconv bufio internal/poll net/... crypto/tls crypto/x509/... vendor/golang.org/x/crypto/cryptobyte \
	math/big encoding/asn1 mime/... image/... os/... log/... regexp/... text/... html flag fmt go.yaml.in/... filippo.io/... \
	github.com/godbus/... github.com/zalando/... github.com/spf13/... github.com/muesli/... \
	crypto/ecdh crypto/ecdsa crypto/elliptic crypto/hpke crypto/rsa crypto/sha3 crypto/internal/fips140/ecdh \
	crypto/internal/fips140/ecdsa crypto/internal/fips140/rsa charm.land/bubbles/... charm.land/huh/... \
	corotui/api/emulator corotui/bulk corotui/change corotui/cli corotui/config corotui/crash corotui/doctor \
	corotui/fleet corotui/history corotui/tokens \
	corotui/ui corotui/ui/ask corotui/ui/history corotui/ui/detail corotui/ui/dialog \
	corotui/ui/form corotui/ui/help corotui/ui/login corotui/ui/palette corotui/ui/profile \
	corotui/ui/workspace

OUT ?= corotui

.PHONY: build bench
build: ## the program for a release, as ./corotui
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -tags=nethttpomithttp2 $(cold:%=-gcflags=%=-l) -o $(OUT) .

bench: ## measure and write docs/performance.md
	go run ./e2e/bench -docs docs
