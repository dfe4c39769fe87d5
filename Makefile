# What is not a Go command of its own. The tests are "go test ./...".

.PHONY: bench
bench: ## measure and write docs/performance.md
	go run ./bench -docs docs
