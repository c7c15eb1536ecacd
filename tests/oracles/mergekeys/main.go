// Command mergekeys prints the fields of Kubernetes' pod types that strategic merge merges item by item, as
// {"<type>": {"<field>": "<key>"}}. The key is empty where the items are plain values.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type keys map[string]map[string]string

func (k keys) walk(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		k.walk(t.Elem())
	case reflect.Struct:
		if _, seen := k[t.Name()]; !seen {
			k[t.Name()] = map[string]string{}
			k.fields(t, t.Name())
		}
	}
}

func (k keys) fields(t reflect.Type, owner string) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if options == "inline" {
			k.fields(field.Type, owner)
			continue
		}
		if strings.HasPrefix(field.Tag.Get("patchStrategy"), "merge") {
			k[owner][name] = field.Tag.Get("patchMergeKey")
		}
		if field.IsExported() {
			k.walk(field.Type)
		}
	}
}

func main() {
	found := keys{}
	for _, root := range []any{corev1.PodSpec{}, metav1.ObjectMeta{}} {
		found.walk(reflect.TypeOf(root))
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		fmt.Fprintln(os.Stderr, "mergekeys:", err)
		os.Exit(1)
	}
}
