// Asks a proxy at a fixed rate, whatever its answers take, and prints how long people would have waited.
//
// Requests fall due by a Poisson process, the same in every run, and the next free connection takes each. A wait counts
// from when the request is due until its answer is complete: all that fall due while a proxy stalls are counted as late. A
// client that waits for an answer before it asks again would not have sent them, and would report a better proxy.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

var (
	address     = flag.String("address", "", "host:port of the proxy")
	path        = flag.String("path", "/", "what is asked for")
	connections = flag.Int("connections", 64, "all kept open")
	rate        = flag.Float64("rate", 0, "requests due in a second; 0: each connection asks again at once")
	seconds     = flag.Float64("seconds", 2, "in which requests fall due")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	// A pause of the collector would count as one of the proxy. What is kept are the waits: 8 bytes a request.
	debug.SetGCPercent(-1)

	dialed := make([]net.Conn, *connections)
	for i := range dialed {
		var err error
		if dialed[i], err = net.Dial("tcp", *address); err != nil {
			log.Fatal(err)
		}
	}
	waits := make([][]time.Duration, *connections)
	failed := make([]int, *connections)
	start := time.Now()
	due := schedule(start)
	var all sync.WaitGroup
	for i, connection := range dialed {
		all.Go(func() {
			reader := bufio.NewReader(connection)
			request := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", *path, *address)
			for at := range due {
				status, err := answer(connection, reader, request)
				if err != nil {
					log.Fatal(err)
				}
				if status != "200" {
					failed[i]++
				}
				waits[i] = append(waits[i], time.Since(at))
			}
		})
	}
	all.Wait()
	report(slices.Concat(waits...), failed, time.Since(start))
}

// When requests are due. It never waits for those who take them.
func schedule(start time.Time) <-chan time.Time {
	// Twice as many as are expected, which the process does not come near.
	due := make(chan time.Time, int(2**rate**seconds))
	end := start.Add(time.Duration(*seconds * float64(time.Second)))
	random := rand.New(rand.NewPCG(1, 1))
	go func() {
		defer close(due)
		for at := start; at.Before(end); due <- at {
			if *rate == 0 {
				at = time.Now()
				continue
			}
			at = at.Add(time.Duration(random.ExpFloat64() / *rate * float64(time.Second)))
			sleep(time.Until(at))
		}
	}()
	return due
}

// Go's own sleep ends up to a millisecond late, for it waits where it waits for the network.
func sleep(wait time.Duration) {
	if wait > 0 {
		rest := syscall.NsecToTimespec(int64(wait))
		_ = syscall.Nanosleep(&rest, nil)
	}
}

// Sends a request and reads its answer to the end.
func answer(connection net.Conn, reader *bufio.Reader, request []byte) (string, error) {
	if _, err := connection.Write(request); err != nil {
		return "", err
	}
	line, err := reader.ReadSlice('\n')
	if err != nil {
		return "", err
	}
	_, rest, _ := bytes.Cut(line, []byte(" "))
	status := string(rest[:min(3, len(rest))])
	length := -1
	for {
		if line, err = reader.ReadSlice('\n'); err != nil {
			return "", err
		}
		name, value, found := bytes.Cut(bytes.TrimSpace(line), []byte(":"))
		if !found {
			break
		}
		if bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return "", err
			}
		}
	}
	if length < 0 {
		return "", errors.New("an answer without Content-Length")
	}
	_, err = reader.Discard(length)
	return status, err
}

func report(waits []time.Duration, failed []int, took time.Duration) {
	slices.Sort(waits)
	milliseconds := func(percent int) float64 { return waits[(len(waits)-1)*percent/100].Seconds() * 1000 }
	sum := 0
	for _, each := range failed {
		sum += each
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{
		"requests":  len(waits),
		"failed":    sum,
		"perSecond": float64(len(waits)) / took.Seconds(),
		"p50":       milliseconds(50),
		"p99":       milliseconds(99),
	}); err != nil {
		log.Fatal(err)
	}
}
