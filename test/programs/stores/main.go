// Command stores uses a database and a cache as a Mattermost server does: with its drivers, with the options that the
// server gives them, and with the settings of its environment. It prints what it found as one line of JSON.
//
//	stores sessions
//		opens a session with each data source and says how it is secured
//	stores pools NODES CONNECTIONS DATASOURCE...
//		opens the pools of a number of nodes, one for each data source, and holds them until standard input ends
//	stores cache
//		works with the cache as two nodes do
//
// The drivers are those that the server module of January 2026 requires (go.mod of mattermost-plugin-playbooks, which
// depends on server/v8 v8.0.0-20260113162330-9e1d4c2072c0).
//
// Exit status: 0, 1 if a store refuses, 2 if the arguments or the settings are not readable.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/lib/pq"
)

var commands = map[string]func(arguments []string) (any, error){
	"sessions": sessions,
	"pools":    pools,
	"cache":    func([]string) (any, error) { return cache() },
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		exitOn(errors.New("expected sessions, pools or cache"))
	}
	found, err := commands[os.Args[1]](os.Args[2:])
	if err != nil {
		report(refusal(err))
		os.Exit(1)
	}
	report(found)
	if os.Args[1] == "pools" {
		wait()
	}
}

func report(found any) { exitOn(json.NewEncoder(os.Stdout).Encode(found)) }

// wait ends with standard input.
func wait() {
	for buffer := make([]byte, 1); ; {
		if _, err := os.Stdin.Read(buffer); err != nil {
			return
		}
	}
}

// refusal has the SQLSTATE of what PostgreSQL says.
func refusal(err error) map[string]string {
	found := map[string]string{"error": err.Error()}
	if said := (*pq.Error)(nil); errors.As(err, &said) {
		found["code"] = string(said.Code)
	}
	return found
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "stores:", err)
		os.Exit(2)
	}
}

func number(name, text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		exitOn(fmt.Errorf("%s: expected a whole number, got %q", name, text))
	}
	return value
}
