// Command logins is one end of a storm of logins: an app node that checks passwords, or the people who want in.
//
//	logins node -address 127.0.0.11 -lock 100ms
//	logins node -address 127.0.0.11 -cores 1 -hash 86ms
//	logins people -rate 17 -seconds 40 -patience 5s
//
// A node runs until its input ends. Both print what they have seen as one line of JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	commands := map[string]func(arguments []string) (any, error){"node": node, "people": people}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		exit(fmt.Errorf("%q is no command: node, people", os.Args[1:]))
	}
	seen, err := commands[os.Args[1]](os.Args[2:])
	exit(err)
	exit(json.NewEncoder(os.Stdout).Encode(seen))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "logins:", err)
		os.Exit(2)
	}
}
