// Command gotemplate renders Go templates. Each line of standard input is {"engine": "text" or "html", "template": …,
// "data": …}; each line of standard output is {"output": …} or {"error": …}. Whole numbers in the data are int, as in
// the Go maps that templates are usually given.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	htmltemplate "html/template"
	"io"
	"log"
	"os"
	"strings"
	texttemplate "text/template"
)

type question struct {
	Engine   string `json:"engine"`
	Template string `json:"template"`
	Data     any    `json:"data"`
}

type answer struct {
	Output *string `json:"output,omitempty"`
	Error  string  `json:"error,omitempty"`
}

type executor interface {
	Execute(io.Writer, any) error
}

func parse(engine, text string) (executor, error) {
	switch engine {
	case "text":
		return texttemplate.New("template").Parse(text)
	case "html":
		return htmltemplate.New("template").Parse(text)
	}
	return nil, fmt.Errorf("unknown engine %q", engine)
}

func render(asked question) answer {
	template, err := parse(asked.Engine, asked.Template)
	if err != nil {
		return answer{Error: err.Error()}
	}
	var written strings.Builder
	if err := template.Execute(&written, withInts(asked.Data)); err != nil {
		return answer{Error: err.Error()}
	}
	output := written.String()
	return answer{Output: &output}
}

func withInts(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, item := range value {
			value[key] = withInts(item)
		}
	case []any:
		for index, item := range value {
			value[index] = withInts(item)
		}
	case json.Number:
		if number, err := value.Int64(); err == nil {
			return int(number)
		}
		number, _ := value.Float64()
		return number
	}
	return value
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	in.UseNumber()
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		var asked question
		if err := in.Decode(&asked); err == io.EOF {
			break
		} else if err != nil {
			log.Fatal(err)
		}
		if err := encoder.Encode(render(asked)); err != nil {
			log.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}
