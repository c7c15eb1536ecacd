// Command podsecurity says what Pod Security admission makes of pods. Each line of standard input is a pod; each line of
// standard output says whether each check of the newest policy allows it, and whether each level does.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type answer struct {
	Checks map[policy.CheckID]bool `json:"checks"`
	Levels map[api.Level]bool      `json:"levels"`
}

func judge(checks []policy.Check, evaluator policy.Evaluator, pod *corev1.Pod) answer {
	said := answer{map[policy.CheckID]bool{}, map[api.Level]bool{}}
	for _, check := range checks {
		newest := check.Versions[len(check.Versions)-1]
		said.Checks[check.ID] = newest.CheckPod(&pod.ObjectMeta, &pod.Spec).Allowed
	}
	for _, level := range []api.Level{api.LevelBaseline, api.LevelRestricted} {
		version := api.LevelVersion{Level: level, Version: api.LatestVersion()}
		results := evaluator.EvaluatePod(version, &pod.ObjectMeta, &pod.Spec)
		said.Levels[level] = policy.AggregateCheckResults(results).Allowed
	}
	return said
}

func run() error {
	checks := policy.DefaultChecks()
	evaluator, err := policy.NewEvaluator(checks)
	if err != nil {
		return err
	}
	pods := json.NewDecoder(bufio.NewReader(os.Stdin))
	pods.DisallowUnknownFields()
	answers := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(answers)
	for pods.More() {
		var pod corev1.Pod
		if err := pods.Decode(&pod); err != nil {
			return err
		}
		if err := encoder.Encode(judge(checks, evaluator, &pod)); err != nil {
			return err
		}
	}
	return answers.Flush()
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "podsecurity:", err)
		os.Exit(1)
	}
}
