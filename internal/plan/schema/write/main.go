// Command write writes the JSON Schema of policy files into the files that are named.
//
//	write FILE...
//
// It has to run in the folder of the types that the schema is made of.
package main

import (
	"errors"
	"fmt"
	"os"

	"corotui/internal/plan/schema"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		panic(err)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("want FILE")
	}
	made, err := schema.Make()
	if err != nil {
		return err
	}
	for _, file := range args {
		if err := os.WriteFile(file, made, 0o644); err != nil { //nolint:gosec // G306: everyone may read it
			return fmt.Errorf("write the schema: %w", err)
		}
	}
	return nil
}
