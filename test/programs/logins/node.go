package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// atNode is what a node has seen.
type atNode struct {
	// Checked passwords, whether or not anybody still waited.
	Checked int64 `json:"checked"`
	// Most logins that were inside at the same time.
	Most int64 `json:"most"`
}

type appNode struct {
	server
	inside, checked, most atomic.Int64
}

// node is an app node as far as a proxy knows one: its API, its ping, and the agent that says that it is ready.
func node(arguments []string) (any, error) {
	flags := flag.NewFlagSet("node", flag.ContinueOnError)
	address := flags.String("address", "127.0.0.1", "where it listens, on ports 8065 and 8068")
	lock := flags.Duration("lock", 0, "one password at a time, each for as long as this")
	cores := flags.Float64("cores", 0, "cores that all requests share")
	hash := flags.Duration("hash", 86*time.Millisecond, "time of one core for one password")
	if err := flags.Parse(arguments); err != nil {
		return nil, err
	}
	if (*lock > 0) == (*cores > 0) {
		return nil, errors.New("a node has either -lock or -cores")
	}
	n := &appNode{}
	if *lock > 0 {
		n.server = newLocked(*lock)
	} else {
		n.server = newShared(*cores, *hash)
	}
	api, err := net.Listen("tcp4", net.JoinHostPort(*address, "8065"))
	if err != nil {
		return nil, err
	}
	agent, err := net.Listen("tcp4", net.JoinHostPort(*address, "8068"))
	if err != nil {
		return nil, err
	}
	go ready(agent)
	go http.Serve(api, n)
	fmt.Println("ready")
	_, err = io.Copy(io.Discard, os.Stdin)
	return atNode{n.checked.Load(), n.most.Load()}, err
}

func ready(agent net.Listener) {
	for {
		asked, err := agent.Accept()
		if err != nil {
			return
		}
		fmt.Fprintln(asked, "up ready")
		asked.Close()
	}
}

func (n *appNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The server reads a request before it works on it.
	io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/json")
	status, _ := strconv.Atoi(r.URL.Query().Get("answer"))
	switch {
	case status != 0:
		w.WriteHeader(status)
	case r.URL.Path == "/api/v4/system/ping":
	case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/api/v4/users/login"):
		n.login()
	default:
		n.answer()
	}
	fmt.Fprintf(w, `{"path":%q}`, r.URL.Path)
}

// login works on although its client may have left, as a server does that has begun to check.
func (n *appNode) login() {
	inside := n.inside.Add(1)
	for most := n.most.Load(); inside > most && !n.most.CompareAndSwap(most, inside); most = n.most.Load() {
	}
	n.check()
	n.inside.Add(-1)
	n.checked.Add(1)
}
