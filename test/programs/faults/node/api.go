package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// api answers requests. A post is known by its pending_post_id, which the client chooses.
type api struct {
	name     string
	answer   time.Duration
	failing  atomic.Bool
	underWay atomic.Int64
	requests *os.File
	sockets  *sockets
}

var (
	channel = append([]byte(`{"order":[],"posts":{}}`), bytes.Repeat([]byte(" "), 1024)...)
	image   = bytes.Repeat([]byte("i"), 8192)
)

func (a *api) handler() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("GET /api/v4/system/ping", a.ping)
	routes.HandleFunc("GET /api/v4/websocket", a.sockets.serve)
	routes.Handle("POST /api/v4/posts", a.logged(a.createPost))
	routes.Handle("POST /api/v4/files", a.logged(a.uploadFile))
	routes.Handle("GET /api/v4/users/{id}/image", a.logged(a.userImage))
	routes.Handle("GET /", a.logged(a.channelPosts))
	return routes
}

// ping answers health checks and clients; only a check comes without NGINX.
func (a *api) ping(w http.ResponseWriter, r *http.Request) {
	reply(w, http.StatusOK, map[string]string{"status": model.StatusOk})
	if r.Header.Get("X-Forwarded-For") == "" {
		http.NewResponseController(w).Flush()
		fmt.Println("pinged")
	}
}

// logged reads a request, writes it down and takes the time of an answer, which a query may ask to be longer.
func (a *api) logged(serve func(w http.ResponseWriter, body []byte)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.underWay.Add(1)
		defer a.underWay.Add(-1)
		at := time.Now()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		fmt.Fprintln(a.requests, at.UnixMilli(), r.Method, pendingID(body))
		takes := a.answer
		if longer, err := time.ParseDuration(r.URL.Query().Get("takes")); err == nil {
			takes = longer
		}
		time.Sleep(takes)
		if a.failing.Load() {
			failure := model.NewAppError("node", "node.failing", nil, "", http.StatusInternalServerError)
			reply(w, failure.StatusCode, failure)
			return
		}
		serve(w, body)
	})
}

// pendingID is empty where a body is no post.
func pendingID(body []byte) string {
	var post model.Post
	if len(body) > 0 && body[0] == '{' {
		json.Unmarshal(body, &post)
	}
	return post.PendingPostId
}

func (a *api) createPost(w http.ResponseWriter, body []byte) {
	reply(w, http.StatusCreated, &model.Post{Id: model.NewId(), PendingPostId: pendingID(body)})
}

func (a *api) uploadFile(w http.ResponseWriter, _ []byte) {
	reply(w, http.StatusCreated, model.FileUploadResponse{})
}

func (a *api) userImage(w http.ResponseWriter, _ []byte) {
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "max-age=86400, private")
	w.Write(image)
}

func (a *api) channelPosts(w http.ResponseWriter, _ []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Write(channel)
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
