package main

// ObjectMeta has some of the fields of Kubernetes' type of this name, in its order.
type ObjectMeta struct {
	Name        string
	Namespace   string
	Generation  int
	Labels      map[string]string
	Annotations map[string]string
	Finalizers  []string
}

// markedValue returns the typed value that an object with one marked entry stands for.
func markedValue(object map[string]any) (any, bool) {
	if len(object) != 1 {
		return nil, false
	}
	for key, value := range object {
		switch key {
		case "$strings":
			return stringsOf(value), true
		case "$stringmap":
			return stringMapOf(value), true
		case "$meta":
			return metaOf(value.(map[string]any)), true
		}
	}
	return nil, false
}

func stringsOf(value any) []string {
	items, ok := value.([]any)
	if !ok {
		return nil
	}
	texts := make([]string, len(items))
	for index, item := range items {
		texts[index] = item.(string)
	}
	return texts
}

func stringMapOf(value any) map[string]string {
	entries, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	texts := make(map[string]string, len(entries))
	for key, item := range entries {
		texts[key] = item.(string)
	}
	return texts
}

func metaOf(fields map[string]any) ObjectMeta {
	name, _ := fields["Name"].(string)
	namespace, _ := fields["Namespace"].(string)
	generation, _ := typed(fields["Generation"]).(int)
	return ObjectMeta{
		Name:        name,
		Namespace:   namespace,
		Generation:  generation,
		Labels:      stringMapOf(fields["Labels"]),
		Annotations: stringMapOf(fields["Annotations"]),
		Finalizers:  stringsOf(fields["Finalizers"]),
	}
}
