// Command settings judges environment variables by the configuration model of a Mattermost server.
//
// It reads a JSON object of names and texts from standard input, applies them to the defaults of a server whose
// configuration is new, as its config store does, and prints a JSON line for each problem. With -list it prints the
// version of the model, and the variables that it knows with their types.
//
// Exit status: 0 without problems, 1 with some, 2 if the input is not readable.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// outside are the variables that a server reads outside of its configuration: where that is stored, and the licence.
var outside = []string{"MM_CONFIG", "MM_LICENSE"}

type problem struct {
	// Env names the variables that the problem is about.
	Env     []string `json:"env"`
	Problem string   `json:"problem"`
}

func main() {
	list := flag.Bool("list", false, "print the version of the model and the variables that it knows")
	flag.Parse()
	out := json.NewEncoder(os.Stdout)
	if *list {
		types := map[string]string{}
		for env, setting := range settingsOf(defaults()) {
			types[env] = setting.Type().String()
		}
		exitOn(out.Encode(map[string]any{"version": model.CurrentVersion, "variables": types}))
		return
	}
	given, err := read(os.Stdin)
	exitOn(err)
	problems := judge(given)
	for _, found := range problems {
		exitOn(out.Encode(found))
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

func read(from io.Reader) (given map[string]string, err error) {
	err = json.NewDecoder(from).Decode(&given)
	if err == nil && given == nil {
		err = errors.New("null")
	}
	if err != nil {
		err = fmt.Errorf("expected a JSON object of variables, each with a text, on standard input: %w", err)
	}
	return given, err
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "settings:", err)
		os.Exit(2)
	}
}

// judge lists what is wrong with each variable, then what is wrong with all the others together.
func judge(given map[string]string) (problems []problem) {
	applied := map[string]string{}
	settings := settingsOf(defaults())
	for _, env := range slices.Sorted(maps.Keys(given)) {
		if slices.Contains(outside, env) {
			continue
		}
		setting, known := settings[env]
		if !known {
			problems = append(problems, problem{[]string{env}, "server " + model.CurrentVersion + " reads no such variable"})
		} else if err := set(setting, given[env]); err != nil {
			problems = append(problems, problem{[]string{env}, err.Error()})
		} else {
			applied[env] = given[env]
		}
	}
	return append(problems, refusals(applied)...)
}

// refusals lists what the model refuses. It stops at its first problem, so the sections that this one is about are put
// back to their defaults and the rest is judged again. What these sections hold besides is heard of in the next run:
// a consequence of one problem is not to be taken for another.
func refusals(applied map[string]string) (problems []problem) {
	rest := maps.Clone(applied)
	for refused := refusal(rest); refused != ""; refused = refusal(rest) {
		blamed := smallest(rest, refused)
		problems = append(problems, problem{blamed, refused})
		if len(blamed) == 0 {
			break
		}
		for _, env := range blamed {
			rest = withoutSection(rest, env)
		}
	}
	return problems
}

// smallest leaves out whatever is not needed to be refused in the same words.
func smallest(variables map[string]string, refused string) []string {
	for _, env := range slices.Sorted(maps.Keys(variables)) {
		rest := maps.Clone(variables)
		delete(rest, env)
		if refusal(rest) == refused {
			variables = rest
		}
	}
	return slices.Sorted(maps.Keys(variables))
}

// refusal is why a server with these variables would not start; empty if it would.
func refusal(applied map[string]string) string {
	config := defaults()
	settings := settingsOf(config)
	for env, text := range applied {
		exitOn(set(settings[env], text))
	}
	if err := config.IsValid(); err != nil {
		return err.Error()
	}
	return ""
}

// withoutSection leaves out what is in the section of a variable, MM_SQLSETTINGS_ of MM_SQLSETTINGS_MAXOPENCONNS.
func withoutSection(variables map[string]string, env string) map[string]string {
	section, _, _ := strings.Cut(strings.TrimPrefix(env, prefix), "_")
	rest := maps.Clone(variables)
	maps.DeleteFunc(rest, func(env, _ string) bool { return strings.HasPrefix(env, prefix+section+"_") })
	return rest
}
