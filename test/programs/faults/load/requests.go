package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"faults/seen"
	"github.com/mattermost/mattermost/server/public/model"
)

const (
	// Our choice: what is not answered within this time has failed.
	patience = 10 * time.Second
	// Our choice: long enough that such requests are at every node whenever something happens to it.
	lengthy = 2 * time.Second
	// The server's limit of a file, FileSettings.MaxFileSize.
	fileBytes = 100 << 20
)

type request struct {
	method, path string
	isPost       bool
	takes        time.Duration
	bytes        int64
}

// everyday is one post in five requests, and one picture in ten.
func everyday(n int) request {
	switch n % 10 {
	case 0, 5:
		return request{method: http.MethodPost, path: "/api/v4/posts", isPost: true}
	case 3:
		return request{method: http.MethodGet, path: "/api/v4/users/4xp9fdt77pncbef59f4k1qe83o/image"}
	default:
		return request{method: http.MethodGet, path: "/api/v4/channels/6hmxbiq8mpdo3qdgzy3xaq6zwe/posts"}
	}
}

// slowly is a post or something that no cache has.
func slowly(n int) request {
	each := everyday(n % 3)
	each.takes = lengthy
	return each
}

func upload(int) request {
	return request{method: http.MethodPost, path: "/api/v4/files", takes: lengthy, bytes: fileBytes}
}

// client has one connection.
type client struct {
	to, name string
	http     *http.Client
	report   *seen.Report
}

func newClient(to, name string, report *seen.Report) *client {
	return &client{to, name, &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}, Timeout: patience}, report}
}

// work sends a request at each interval, or later where the last is not answered. The first is the i-th of its kind.
func (c *client) work(i int, next time.Time, interval time.Duration, kind func(n int) request, stop <-chan struct{}) {
	for n := i; isDue(next, stop); n++ {
		c.send(kind(n), fmt.Sprintf("%s:%d", c.name, n))
		if next = next.Add(interval); next.Before(time.Now()) {
			next = time.Now()
		}
	}
}

// isDue waits for a time; false if it is to stop before.
func isDue(at time.Time, stop <-chan struct{}) bool {
	select {
	case <-stop:
		return false
	case <-time.After(time.Until(at)):
	}
	select {
	case <-stop:
		return false
	default:
		return true
	}
}

func (c *client) send(each request, id string) {
	sent := time.Now()
	status, err := c.answer(each, id)
	c.report.Request(time.Since(sent), each.takes == 0)
	if each.isPost {
		c.report.Post(status == http.StatusCreated)
	}
	if err != nil {
		c.report.Fail(each.method, seen.Reason(err), sent)
	} else if status >= http.StatusBadRequest {
		c.report.Fail(each.method, strconv.Itoa(status), sent)
	}
}

// answer is the status of a whole answer.
func (c *client) answer(each request, id string) (status int, err error) {
	body := io.LimitReader(zeros{}, each.bytes)
	if each.isPost {
		text, err := json.Marshal(model.Post{PendingPostId: id, Message: "a message"})
		check(err)
		body, each.bytes = strings.NewReader(string(text)), int64(len(text))
	}
	// Nothing that was sent is sent again. net/http would do so with a GET whose connection broke, and hide what people
	// without such a client see, but not with a body that cannot be had again, even an empty one.
	request, err := http.NewRequest(each.method, "http://"+c.to+each.path, io.NopCloser(body))
	check(err)
	request.ContentLength = each.bytes
	if each.takes > 0 {
		request.URL.RawQuery = "takes=" + each.takes.String()
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return 0, err
	}
	return answer.StatusCode, nil
}

type zeros struct{}

func (zeros) Read(into []byte) (int, error) {
	clear(into)
	return len(into), nil
}
