// Command load is the people in front of a proxy: requests over connections that are kept alive, and WebSockets.
//
// It says "ready" when all WebSockets are open, works until its standard input ends, and prints what it saw.
package main

import (
	"flag"
	"fmt"
	"log"
	"sync"
	"time"

	"faults/seen"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("load: ")
	to := flag.String("to", "", "the proxy, host:port")
	name := flag.String("name", "", "what the ids of the posts begin with")
	connections := flag.Int("connections", 40, "connections that are kept alive")
	rate := flag.Float64("rate", 300, "requests a second, of all these connections together")
	slow := flag.Int("slow", 12, "further connections, for requests that take 2 s")
	uploads := flag.Int("uploads", 0, "further connections, for files of 100 MiB")
	webSockets := flag.Int("sockets", 60, "WebSockets")
	flag.Parse()

	report := seen.New()
	stop := make(chan struct{})
	go countTicks()
	var working, opening sync.WaitGroup
	opening.Add(*webSockets)
	for range *webSockets {
		working.Go(func() { keepSocket(*to, report, opening.Done, stop) })
	}
	opening.Wait()
	for kind, each := range []struct {
		connections int
		interval    time.Duration
		request     func(n int) request
	}{
		{*connections, time.Duration(float64(*connections) / *rate * float64(time.Second)), everyday},
		{*slow, lengthy, slowly},
		{*uploads, lengthy, upload},
	} {
		for i := range each.connections {
			client := newClient(*to, fmt.Sprintf("%s:%d:%d", *name, kind, i), report)
			// Spread over the interval.
			start := time.Now().Add(each.interval * time.Duration(i) / time.Duration(each.connections))
			working.Go(func() { client.work(i, start, each.interval, each.request, stop) })
		}
	}
	seen.UntilTold()
	close(stop)
	working.Wait()
	check(report.Print())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
