package main

import (
	"encoding/json"
	"strconv"
	"sync/atomic"
	"time"

	"faults/seen"
	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

const (
	comesBack = 300 * time.Millisecond
	asksEvery = time.Second
	tick      = 100 * time.Millisecond
	// Events come each 250 ms. Our choice: what is eight times later, 2 s, is missed.
	longestPause = 20
)

// ticks are the time that this program has lived: while the machine stands still, nothing is late.
var ticks atomic.Int64

func countTicks() {
	for ; ; time.Sleep(tick) {
		ticks.Add(1)
	}
}

// message is an event of the server, or its reply to a request.
type message struct {
	Event    string `json:"event"`
	Sequence int64  `json:"seq"`
	Reply    int64  `json:"seq_reply"`
	Data     struct {
		Node string `json:"server_hostname"`
	} `json:"data"`
}

// keepSocket opens a WebSocket, and another one whenever it ends.
func keepSocket(to string, report *seen.Report, opened func(), stop <-chan struct{}) {
	dialer := websocket.Dialer{HandshakeTimeout: patience}
	for isFirst := true; ; {
		sent := time.Now()
		conn, answer, err := dialer.Dial("ws://"+to+model.APIURLSuffix+"/websocket", nil)
		switch {
		case err == nil:
			if isFirst {
				isFirst = false
				opened()
			}
			follow(conn, report, stop)
		case answer != nil:
			report.Fail("UPGRADE", strconv.Itoa(answer.StatusCode), sent)
		default:
			report.Fail("UPGRADE", seen.Reason(err), sent)
		}
		select {
		case <-stop:
			return
		case <-time.After(comesBack):
		}
	}
}

// follow reads a WebSocket to its end.
func follow(conn *websocket.Conn, report *seen.Report, stop <-chan struct{}) {
	ended := make(chan struct{})
	defer close(ended)
	go ask(conn, stop, ended)

	var node string
	var events, replies int64
	for last := ticks.Load(); ; last = ticks.Load() {
		_, text, err := conn.ReadMessage()
		if err != nil {
			select {
			case <-stop:
			default:
				report.Break(node, err)
			}
			return
		}
		var each message
		check(json.Unmarshal(text, &each))
		isComplete := true
		switch each.Event {
		case string(model.WebsocketEventHello):
			node = each.Data.Node
			report.Open(node)
		case "":
			replies++
			isComplete = each.Reply == replies
		default:
			events++
			isComplete = each.Sequence == events
			events = each.Sequence
		}
		if !isComplete || ticks.Load()-last > longestPause {
			report.Gap(node)
		}
	}
}

// ask sends requests, until the WebSocket has ended or is to end.
func ask(conn *websocket.Conn, stop, ended <-chan struct{}) {
	defer conn.Close()
	for sequence := int64(1); ; sequence++ {
		select {
		case <-stop:
			return
		case <-ended:
			return
		case <-time.After(asksEvery):
		}
		if conn.WriteJSON(model.WebSocketRequest{Seq: sequence, Action: "get_statuses"}) != nil {
			return
		}
	}
}
