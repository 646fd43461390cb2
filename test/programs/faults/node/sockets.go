package main

import (
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

const (
	// Four events a second, numbered without a gap: a pause or a loss is seen.
	every = 250 * time.Millisecond
	// The vendor's client wants one within 65 s.
	pingEvery = 30 * time.Second
	// Between two WebSockets that the node closes, so that not all of their clients come back at once.
	pace = 20 * time.Millisecond
)

// sockets are the open WebSockets of a node, each with what tells it to leave.
type sockets struct {
	name     string
	upgrader websocket.Upgrader
	mutex    sync.Mutex
	open     map[*websocket.Conn]chan struct{}
}

func newSockets(name string) *sockets {
	return &sockets{name: name, open: map[*websocket.Conn]chan struct{}{}}
}

// serve greets a client, sends it events, and answers each of its requests with the number of that.
func (s *sockets) serve(w http.ResponseWriter, r *http.Request) {
	conn, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	leave := make(chan struct{})
	s.set(conn, leave)
	defer s.set(conn, nil)

	requests := make(chan model.WebSocketRequest)
	gone := make(chan struct{})
	defer close(gone)
	go func() {
		defer close(requests)
		for {
			var request model.WebSocketRequest
			if conn.ReadJSON(&request) != nil {
				return
			}
			select {
			case requests <- request:
			case <-gone:
				return
			}
		}
	}()

	events, pings := time.NewTicker(every), time.NewTicker(pingEvery)
	defer events.Stop()
	defer pings.Stop()
	sequence := int64(1)
	err = send(conn, model.WebsocketEventHello, map[string]any{"server_hostname": s.name}, 0)
	for err == nil {
		select {
		case <-events.C:
			err = send(conn, model.WebsocketEventTyping, nil, sequence)
			sequence++
		case <-pings.C:
			err = conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
		case request, open := <-requests:
			if !open {
				return
			}
			err = conn.WriteJSON(model.NewWebSocketResponse(model.StatusOk, request.Seq, nil))
		case <-leave:
			goingAway := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
			conn.WriteControl(websocket.CloseMessage, goingAway, time.Now().Add(time.Second))
			select {
			case <-requests:
			case <-time.After(time.Second):
			}
			return
		}
	}
}

func send(conn *websocket.Conn, kind model.WebsocketEventType, data map[string]any, sequence int64) error {
	text, err := model.NewWebSocketEvent(kind, "", "", "", nil, "").SetData(data).SetSequence(sequence).ToJSON()
	if err != nil {
		return err
	}
	return conn.WriteMessage(websocket.TextMessage, text)
}

func (s *sockets) set(conn *websocket.Conn, leave chan struct{}) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if leave == nil {
		delete(s.open, conn)
	} else {
		s.open[conn] = leave
	}
}

func (s *sockets) leave() {
	s.mutex.Lock()
	leaving := s.open
	s.open = map[*websocket.Conn]chan struct{}{}
	s.mutex.Unlock()
	for _, leave := range leaving {
		close(leave)
		time.Sleep(pace)
	}
}
