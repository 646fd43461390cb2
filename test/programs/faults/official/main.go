// Command official is a person with the vendor's own client, model.Client4 and model.WebSocketClient: it pings, posts, and
// holds one WebSocket.
//
// It says "ready" when that is open at another node than the one to avoid, works until its standard input ends, and
// prints what it saw.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"strconv"
	"sync"
	"time"

	"faults/seen"
	"github.com/mattermost/mattermost/server/public/model"
)

const (
	// Our choice: four requests a second, every other of them a post.
	interval  = 250 * time.Millisecond
	patience  = 10 * time.Second
	asksEvery = time.Second
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("official: ")
	to := flag.String("to", "", "the proxy, host:port")
	name := flag.String("name", "", "what the ids of the posts begin with")
	avoid := flag.String("avoid", "", "the node whose WebSockets break")
	flag.Parse()

	report := seen.New()
	session := model.NewId()
	stop := make(chan struct{})
	socket, node := openElsewhere(*to, session, *avoid)
	var working sync.WaitGroup
	working.Go(func() { follow(socket, node, report, stop) })
	working.Go(func() { request(*to, session, *name, report, stop) })
	seen.UntilTold()
	close(stop)
	working.Wait()
	check(report.Print())
}

// openElsewhere opens WebSockets until one is not at the node to avoid.
func openElsewhere(to, session, avoid string) (socket *model.WebSocketClient, node string) {
	for range 20 {
		socket, err := model.NewWebSocketClient4("ws://"+to, session)
		check(err)
		socket.Listen()
		node, err := greeting(socket)
		check(err)
		if node != avoid {
			return socket, node
		}
		socket.Close()
	}
	log.Fatalf("20 WebSockets, all of them at %s", avoid)
	return nil, ""
}

// greeting is the node that the first event is from.
func greeting(socket *model.WebSocketClient) (node string, err error) {
	select {
	case hello := <-socket.EventChannel:
		if hello == nil || hello.EventType() != model.WebsocketEventHello {
			return "", fmt.Errorf("the server did not greet: %v", socket.ListenError)
		}
		node, _ = hello.GetData()["server_hostname"].(string)
		return node, nil
	case <-time.After(patience):
		return "", errors.New("the server did not greet in time")
	}
}

// follow reads the WebSocket, and asks something each second, until it breaks or is to end.
func follow(socket *model.WebSocketClient, node string, report *seen.Report, stop <-chan struct{}) {
	report.Open(node)
	asks := time.NewTicker(asksEvery)
	defer asks.Stop()
	// The client's own challenge was its first request.
	var events, replies int64
	for {
		select {
		case <-stop:
			socket.Close()
			return
		case <-asks.C:
			socket.GetStatuses()
		case <-socket.PingTimeoutChannel:
			report.Break(node, errors.New("no ping"))
			return
		case event, open := <-socket.EventChannel:
			if !open {
				report.Break(node, socket.ListenError)
				return
			}
			if events++; event.GetSequence() != events {
				report.Gap(node)
				events = event.GetSequence()
			}
		case reply, open := <-socket.ResponseChannel:
			if !open {
				report.Break(node, socket.ListenError)
				return
			}
			if replies++; reply.SeqReply != replies {
				report.Gap(node)
				replies = reply.SeqReply
			}
		}
	}
}

// request pings and posts by turns.
func request(to, session, name string, report *seen.Report, stop <-chan struct{}) {
	client := model.NewAPIv4Client("http://" + to)
	client.SetToken(session)
	client.HTTPClient.Timeout = patience
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		case <-ticks.C:
		}
		sent := time.Now()
		method := "GET"
		var answer *model.Response
		var err error
		if n%2 == 0 {
			_, answer, err = client.GetPing(context.Background())
		} else {
			method = "POST"
			post := &model.Post{ChannelId: model.NewId(), Message: "a message", PendingPostId: fmt.Sprintf("%s:%d", name, n)}
			_, answer, err = client.CreatePost(context.Background(), post)
			report.Post(err == nil)
		}
		report.Request(time.Since(sent), true)
		if err != nil && answer != nil {
			report.Fail(method, strconv.Itoa(answer.StatusCode), sent)
		} else if err != nil {
			report.Fail(method, seen.Reason(err), sent)
		}
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
