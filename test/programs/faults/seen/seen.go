// Package seen is what clients saw of a proxy, as JSON. Times are milliseconds since 1970.
package seen

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// Failure is a request without the answer that it is for.
type Failure struct {
	Method string `json:"method"`
	// Why is a status, or what happened to the connection.
	Why  string `json:"why"`
	Sent int64  `json:"sent"`
	Seen int64  `json:"seen"`
}

// Break is a WebSocket that ended before its client ended it.
type Break struct {
	Node string `json:"node"`
	// Why is the code of a close frame, or what happened to the connection.
	Why string `json:"why"`
	At  int64  `json:"at"`
}

// Report is what all clients of a program saw together.
type Report struct {
	mutex sync.Mutex
	times []float64

	Requests int `json:"requests"`
	// Posts are those that were sent, Written those that were answered with 201.
	Posts    int       `json:"posts"`
	Written  int       `json:"written"`
	Failures []Failure `json:"failures"`
	// P50 and P99 are answer times in milliseconds.
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	// Opened counts WebSockets, Gaps what was missing or late in what they brought, by node.
	Opened map[string]int `json:"opened"`
	Gaps   map[string]int `json:"gaps"`
	Breaks []Break        `json:"breaks"`
}

// New is a report of nothing.
func New() *Report {
	return &Report{Failures: []Failure{}, Breaks: []Break{}, Opened: map[string]int{}, Gaps: map[string]int{}}
}

// Request counts a request, and its time where that says something about the proxy.
func (r *Report) Request(took time.Duration, isTypical bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.Requests++
	if isTypical {
		r.times = append(r.times, float64(took.Microseconds())/1000)
	}
}

// Post counts a post.
func (r *Report) Post(isWritten bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.Posts++
	if isWritten {
		r.Written++
	}
}

// Fail adds a request that has failed just now.
func (r *Report) Fail(method, why string, sent time.Time) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.Failures = append(r.Failures, Failure{method, why, sent.UnixMilli(), time.Now().UnixMilli()})
}

// Open counts a WebSocket.
func (r *Report) Open(node string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.Opened[node]++
}

// Gap counts what did not come in order or in time.
func (r *Report) Gap(node string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.Gaps[node]++
}

// Break adds a WebSocket that has ended just now.
func (r *Report) Break(node string, err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.Breaks = append(r.Breaks, Break{node, Reason(err), time.Now().UnixMilli()})
}

// UntilTold says "ready" and waits for the end of standard input.
func UntilTold() {
	fmt.Println("ready")
	for input := bufio.NewScanner(os.Stdin); input.Scan(); {
	}
}

// Print writes the report to standard output.
func (r *Report) Print() error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	slices.Sort(r.times)
	r.P50, r.P99 = r.quantile(0.5), r.quantile(0.99)
	return json.NewEncoder(os.Stdout).Encode(r)
}

func (r *Report) quantile(share float64) float64 {
	if len(r.times) == 0 {
		return 0
	}
	return r.times[int(share*float64(len(r.times)-1))]
}

// Reason is what happened to a connection, in a word where there is one.
func Reason(err error) string {
	var timeout interface{ Timeout() bool }
	var frame *websocket.CloseError
	switch {
	case errors.As(err, &frame) && frame.Code != websocket.CloseAbnormalClosure:
		return fmt.Sprint(frame.Code)
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "reset"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), frame != nil,
		strings.Contains(err.Error(), "server closed idle connection"):
		return "closed"
	default:
		return err.Error()
	}
}
