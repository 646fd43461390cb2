// Command node answers like an app node of Mattermost, as far as a proxy and its clients see one.
//
// It is told what to do by words on standard input, one a line, and ends with it:
//
//	drain, ready  what its agent says to HAProxy
//	shut, open    its listener; connections that are open live on
//	fail, heal    whether the API answers 500
//	leave         once no request is under way, closes its WebSockets with 1001, one after the other
//
// It says "ready" when it listens, "pinged" after each health check of a proxy, and "left" once its WebSockets are closed.
// Each request is a line of the log, written before it is answered: when it began, in milliseconds since 1970, the method,
// and the id of a post.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("node: ")
	address := flag.String("address", "", "where the API listens, host:port")
	agentAddress := flag.String("agent", "", "where the agent listens, host:port")
	logPath := flag.String("log", "", "file that each request is written to")
	answer := flag.Duration("answer", 50*time.Millisecond, "how long the API takes for an answer")
	flag.Parse()

	requests, err := os.OpenFile(*logPath, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	check(err)
	name, _, err := net.SplitHostPort(*address)
	check(err)
	sockets := newSockets(name)
	api := &api{name: name, answer: *answer, requests: requests, sockets: sockets}
	server := &http.Server{Handler: api.handler()}
	// An answer of the agent is what HAProxy reads until the connection ends.
	var state atomic.Value
	state.Store("up ready")
	agents := listen(*agentAddress)
	go func() {
		for {
			conn, err := agents.Accept()
			check(err)
			fmt.Fprintln(conn, state.Load())
			conn.Close()
		}
	}()

	var listener net.Listener
	open := func() {
		listener = listen(*address)
		go server.Serve(listener)
	}
	open()
	fmt.Println("ready")
	words := map[string]func(){
		"drain": func() { state.Store("drain") },
		"ready": func() { state.Store("up ready") },
		"shut":  func() { listener.Close() },
		"open":  open,
		"fail":  func() { api.failing.Store(true) },
		"heal":  func() { api.failing.Store(false) },
		"leave": func() {
			for api.underWay.Load() > 0 {
				time.Sleep(pace)
			}
			sockets.leave()
			fmt.Println("left")
		},
	}
	for told := bufio.NewScanner(os.Stdin); told.Scan(); {
		do, known := words[told.Text()]
		if !known {
			log.Fatalf("%q is no word that a node knows", told.Text())
		}
		do()
	}
}

func listen(address string) net.Listener {
	listener, err := net.Listen("tcp", address)
	check(err)
	return listener
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
