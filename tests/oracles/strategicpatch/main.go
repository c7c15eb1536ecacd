// Applies strategic merge patches to pods. Reads JSON lines {"base": …, "patch": …} from standard input and writes
// one line for each: {"result": …} or {"error": "…"}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

type pair struct {
	Base  json.RawMessage `json:"base"`
	Patch json.RawMessage `json:"patch"`
}

type outcome struct {
	Result json.RawMessage `json:"result,omitempty"`
	Error  string          `json:"error,omitempty"`
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		var next pair
		if err := in.Decode(&next); err == io.EOF {
			break
		} else if err != nil {
			log.Fatal(err)
		}
		if err := encoder.Encode(merge(next)); err != nil {
			log.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

// merge reports a panic as an error: strategicpatch panics on some malformed patches.
func merge(next pair) (merged outcome) {
	defer func() {
		if cause := recover(); cause != nil {
			merged = outcome{Error: fmt.Sprintf("panic: %v", cause)}
		}
	}()
	result, err := strategicpatch.StrategicMergePatch(next.Base, next.Patch, corev1.Pod{})
	if err != nil {
		return outcome{Error: err.Error()}
	}
	return outcome{Result: result}
}
