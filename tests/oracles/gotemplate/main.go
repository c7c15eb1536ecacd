// Command gotemplate renders Go templates. Each line of standard input is {"engine": "text" or "html", "template": …,
// "data": …, "missingkey": "default" (or absent), "zero" or "error"}; each line of standard output is {"output": …} or
// {"error": …}. What is not UTF-8 comes as base64: {"outputBytes": …} or {"errorBytes": …}.
//
// Whole numbers in the data are int, as in the Go maps that templates are usually given. An object of one entry named
// $strings, $stringmap or $meta is a []string, a map[string]string (null: a nil one) or a Kubernetes ObjectMeta's
// likeness. A list's array is as long as the list.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	htmltemplate "html/template"
	"io"
	"log"
	"os"
	"slices"
	"strings"
	texttemplate "text/template"
	"unicode/utf8"
)

type question struct {
	Engine     string `json:"engine"`
	Template   string `json:"template"`
	Data       any    `json:"data"`
	MissingKey string `json:"missingkey"`
}

type answer map[string]string

type executor interface {
	Execute(io.Writer, any) error
}

func parse(asked question) (executor, error) {
	option := "missingkey=" + asked.MissingKey
	if asked.MissingKey == "" {
		option = "missingkey=default"
	}
	switch asked.Engine {
	case "text":
		return texttemplate.New("template").Option(option).Parse(asked.Template)
	case "html":
		return htmltemplate.New("template").Option(option).Parse(asked.Template)
	}
	return nil, fmt.Errorf("unknown engine %q", asked.Engine)
}

func render(asked question) answer {
	template, err := parse(asked)
	if err != nil {
		return said("error", err.Error())
	}
	var written strings.Builder
	if err := template.Execute(&written, typed(asked.Data)); err != nil {
		return said("error", err.Error())
	}
	return said("output", written.String())
}

func said(key, text string) answer {
	if utf8.ValidString(text) {
		return answer{key: text}
	}
	return answer{key + "Bytes": base64.StdEncoding.EncodeToString([]byte(text))}
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

// typed returns decoded JSON as the values that templates are given.
func typed(value any) any {
	switch value := value.(type) {
	case map[string]any:
		if marked, ok := markedValue(value); ok {
			return marked
		}
		for key, item := range value {
			value[key] = typed(item)
		}
	case []any:
		for index, item := range value {
			value[index] = typed(item)
		}
		return slices.Clip(value)
	case json.Number:
		if number, err := value.Int64(); err == nil {
			return int(number)
		}
		number, _ := value.Float64()
		return number
	}
	return value
}
