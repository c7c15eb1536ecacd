// Command quantity says which texts Kubernetes reads as quantities. Each line of standard input is a JSON string;
// each line of standard output is true or false.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/api/resource"
)

func run() error {
	texts := json.NewDecoder(bufio.NewReader(os.Stdin))
	answers := bufio.NewWriter(os.Stdout)
	for texts.More() {
		var text string
		if err := texts.Decode(&text); err != nil {
			return err
		}
		_, err := resource.ParseQuantity(text)
		fmt.Fprintln(answers, err == nil)
	}
	return answers.Flush()
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "quantity:", err)
		os.Exit(1)
	}
}
