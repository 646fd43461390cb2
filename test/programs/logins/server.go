package main

import (
	"sync"
	"time"
)

// requestTime is what a request that checks no password costs a server.
const requestTime = 2 * time.Millisecond

// A server spends time on passwords and on everything else.
type server interface {
	// check returns when a password is checked, whether or not anybody still waits for that.
	check()
	// answer returns when a request that is about something else is done.
	answer()
}

// locked is a server that checks one password at a time, in the order in which they came.
type locked struct {
	hold time.Duration

	mu   sync.Mutex
	free time.Time
}

func newLocked(hold time.Duration) *locked { return &locked{hold: hold} }

// check keeps to the clock: that a machine wakes up late makes the server no slower.
func (l *locked) check() {
	l.mu.Lock()
	begins := time.Now()
	if l.free.After(begins) {
		begins = l.free
	}
	l.free = begins.Add(l.hold)
	done := l.free
	l.mu.Unlock()
	time.Sleep(time.Until(done))
}

func (l *locked) answer() { time.Sleep(requestTime) }

// shared is a server whose cores are shared by all that it does: each gets as much as every other, at most one core.
type shared struct {
	cores float64
	hash  time.Duration

	mu   sync.Mutex
	jobs map[*job]struct{}
	// Until when the cores have been shared out.
	until time.Time
}

type job struct {
	left time.Duration
	done chan struct{}
}

// tick is how late the end of a job may be noticed.
const tick = time.Millisecond

func newShared(cores float64, hash time.Duration) *shared {
	s := &shared{cores: cores, hash: hash, jobs: map[*job]struct{}{}, until: time.Now()}
	go func() {
		for range time.Tick(tick) {
			s.mu.Lock()
			s.shareOut()
			s.mu.Unlock()
		}
	}()
	return s
}

func (s *shared) check()  { s.do(s.hash) }
func (s *shared) answer() { s.do(requestTime) }

func (s *shared) do(work time.Duration) {
	j := &job{work, make(chan struct{})}
	s.mu.Lock()
	s.shareOut()
	s.jobs[j] = struct{}{}
	s.mu.Unlock()
	<-j.done
}

// shareOut gives the time that has passed to the jobs, from the end of one to the end of the next.
func (s *shared) shareOut() {
	now := time.Now()
	passed := now.Sub(s.until)
	s.until = now
	for passed > 0 && len(s.jobs) > 0 {
		each := min(1, s.cores/float64(len(s.jobs)))
		step := time.Duration(float64(passed) * each)
		for j := range s.jobs {
			step = min(step, j.left)
		}
		for j := range s.jobs {
			if j.left -= step; j.left <= 0 {
				delete(s.jobs, j)
				close(j.done)
			}
		}
		// Rounded up: no step may take no time.
		passed -= time.Duration(float64(step)/each) + 1
	}
}
