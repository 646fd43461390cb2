// Command relay is the distance between a client and a proxy: what it passes on arrives later, in both directions.
//
// On loopback a connection that NGINX closes and a request that is sent on it never cross. At a distance they do.
package main

import (
	"flag"
	"io"
	"log"
	"net"
	"time"
)

// part is what was read at once; nil is the end of a direction.
type part struct {
	bytes []byte
	due   time.Time
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("relay: ")
	address := flag.String("address", "", "where the relay listens, host:port")
	to := flag.String("to", "", "where it sends what it reads, host:port")
	delay := flag.Duration("delay", 30*time.Millisecond, "how long a direction takes")
	flag.Parse()
	listener, err := net.Listen("tcp", *address)
	check(err)
	for {
		client, err := listener.Accept()
		check(err)
		go func() {
			server, err := net.Dial("tcp", *to)
			if err != nil {
				client.Close()
				return
			}
			go pass(client, server, *delay)
			pass(server, client, *delay)
		}()
	}
}

// pass moves what it reads, and the end of it. Reading and writing are apart: a delay slows nothing down.
func pass(from, to net.Conn, delay time.Duration) {
	// 64 MiB on their way at most.
	parts := make(chan part, 1024)
	go func() {
		defer to.Close()
		for each := range parts {
			time.Sleep(time.Until(each.due))
			if each.bytes == nil {
				return
			}
			if _, err := to.Write(each.bytes); err != nil {
				from.Close()
				for range parts {
				}
				return
			}
		}
	}()
	defer close(parts)
	for {
		buffer := make([]byte, 1<<16)
		n, err := from.Read(buffer)
		if n > 0 {
			parts <- part{buffer[:n], time.Now().Add(delay)}
		}
		if err != nil {
			if err != io.EOF {
				from.Close()
			}
			parts <- part{nil, time.Now().Add(delay)}
			return
		}
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
