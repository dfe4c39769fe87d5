# What is not a Go command of its own. The tests are "go test ./...".

OUT ?= corotui

.PHONY: build bench
build: ## the program for a release, as ./corotui
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o $(OUT) .

bench: ## measure and write docs/performance.md
	go run ./e2e/bench -docs docs
