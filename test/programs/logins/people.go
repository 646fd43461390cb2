package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// atPeople is what people have seen.
type atPeople struct {
	// People who came, and those who got in while others still came.
	Came int `json:"came"`
	In   int `json:"in"`
	// PerSecond is how many got in, by the second of the storm.
	PerSecond []int `json:"perSecond"`
	// Answers by status; "none" where a person gave up before there was one, "lost" where the connection broke.
	Answers map[string]int `json:"answers"`
	// Malformed are refusals that are not as the server says errors, or do not say when to come back.
	Malformed []string `json:"malformed"`
	// Milliseconds until an answer of those who got in.
	Waits percentiles `json:"waits"`
	// Others are requests that are no logins: in the quiet before the storm, and in it.
	Others map[string]*others `json:"others"`
}

type percentiles struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
}

type others struct {
	Sent   int `json:"sent"`
	Failed int `json:"failed"`
	// Times are the medians of those of windows of a few seconds, so that one moment in which the machine did something
	// else does not decide.
	Times   percentiles `json:"times"`
	windows [][]time.Duration
}

const window = 4 * time.Second

type storm struct {
	url         string
	rate        float64
	seconds     int
	quiet       int
	least, most time.Duration
	back        time.Duration
	together    bool
	others      float64

	began, ends time.Time
	mu          sync.Mutex
	seen        atPeople
	waits       []time.Duration
}

// people come at a rate, whatever becomes of those before them.
func people(arguments []string) (any, error) {
	s := storm{}
	flags := flag.NewFlagSet("people", flag.ContinueOnError)
	flags.StringVar(&s.url, "url", "http://127.0.0.1", "the site")
	flags.Float64Var(&s.rate, "rate", 0, "people a second")
	flags.IntVar(&s.seconds, "seconds", 0, "seconds for which people come")
	flags.IntVar(&s.quiet, "quiet", 0, "seconds before that in which there are only other requests")
	flags.DurationVar(&s.most, "patience", 5*time.Second, "time after which a person gives up an attempt")
	flags.DurationVar(&s.least, "least", 0, "where given, each attempt has a patience of its own, from this on")
	flags.DurationVar(&s.back, "back", 0, "time after which a person tries again, or as told by Retry-After; 0: never")
	flags.BoolVar(&s.together, "together", false, "those of a second come at once")
	flags.Float64Var(&s.others, "others", 0, "other requests a second")
	if err := flags.Parse(arguments); err != nil {
		return nil, err
	}
	s.seen = atPeople{
		PerSecond: make([]int, s.seconds),
		Answers:   map[string]int{},
		Malformed: []string{},
		Others:    map[string]*others{"quiet": {}, "storm": {}},
	}
	s.began = time.Now().Add(time.Duration(s.quiet) * time.Second)
	s.ends = s.began.Add(time.Duration(s.seconds) * time.Second)
	var everybody sync.WaitGroup
	everybody.Go(s.comeAndGo)
	if s.others > 0 {
		everybody.Go(s.otherRequests)
	}
	everybody.Wait()
	s.seen.Waits = percentilesOf(s.waits)
	for _, phase := range s.seen.Others {
		phase.Times = medianOf(phase.windows)
	}
	return s.seen, nil
}

// comeAndGo returns when the last person of the storm has got in or given up.
func (s *storm) comeAndGo() {
	var there sync.WaitGroup
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range int(s.rate * float64(s.seconds)) {
		after := float64(i) / s.rate
		if s.together {
			after = float64(i / int(s.rate))
		}
		time.Sleep(time.Until(s.began.Add(time.Duration(after * float64(time.Second)))))
		its := rand.New(rand.NewPCG(chance.Uint64(), chance.Uint64()))
		s.seen.Came++
		there.Go(func() { s.person(i, its) })
	}
	there.Wait()
}

func (s *storm) person(i int, chance *rand.Rand) {
	// A browser of its own.
	browser := &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{}).DialContext}}
	defer browser.CloseIdleConnections()
	for {
		patience := s.most
		if s.least > 0 {
			patience = s.least + time.Duration(chance.Float64()*float64(s.most-s.least))
		}
		in, told := s.attempt(browser, i, patience)
		if in || s.back == 0 {
			return
		}
		wait := s.back
		if told > 0 {
			// Not all at the same moment: people are no clocks.
			wait = time.Duration(float64(told) * (0.8 + 0.4*chance.Float64()))
		}
		if time.Now().Add(wait).After(s.ends) {
			return
		}
		time.Sleep(wait)
	}
}

// attempt is one login: whether it was let in, and when it was told to come back.
func (s *storm) attempt(browser *http.Client, i int, patience time.Duration) (in bool, back time.Duration) {
	began := time.Now()
	patient, gaveUp := context.WithTimeout(context.Background(), patience)
	defer gaveUp()
	body := strings.NewReader(fmt.Sprintf(`{"login_id":"person-%d","password":"x"}`, i))
	request, _ := http.NewRequestWithContext(patient, http.MethodPost, s.url+"/api/v4/users/login", body)
	request.Header.Set("Content-Type", "application/json")
	answer, err := browser.Do(request)
	if err != nil {
		word := "lost"
		if patient.Err() != nil {
			word = "none"
		}
		s.saw(func() { s.seen.Answers[word]++ })
		return false, 0
	}
	defer answer.Body.Close()
	said, _ := io.ReadAll(answer.Body)
	s.saw(func() {
		s.seen.Answers[strconv.Itoa(answer.StatusCode)]++
		if answer.StatusCode == http.StatusOK {
			s.waits = append(s.waits, time.Since(began))
			if second := int(time.Since(s.began).Seconds()); second < s.seconds {
				s.seen.In++
				s.seen.PerSecond[second]++
			}
		}
		if wrong := malformed(answer, said); wrong != "" && len(s.seen.Malformed) < 5 {
			s.seen.Malformed = append(s.seen.Malformed, wrong)
		}
	})
	told, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
	return answer.StatusCode == http.StatusOK, time.Duration(told) * time.Second
}

// malformed says what a refusal lacks of the form in which the server says errors.
func malformed(answer *http.Response, said []byte) string {
	if answer.StatusCode != http.StatusTooManyRequests && answer.StatusCode != http.StatusServiceUnavailable {
		return ""
	}
	var form struct {
		ID      string `json:"id"`
		Message string `json:"message"`
		Status  int    `json:"status_code"`
	}
	if err := json.Unmarshal(said, &form); err != nil {
		return fmt.Sprintf("%d: %v: %s", answer.StatusCode, err, said)
	}
	if form.ID == "" || form.Message == "" || form.Status != answer.StatusCode || answer.Header.Get("Retry-After") == "" {
		return fmt.Sprintf("%d, Retry-After %q: %s", answer.StatusCode, answer.Header.Get("Retry-After"), said)
	}
	return ""
}

func (s *storm) saw(what func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what()
}

// otherRequests are sent at a rate, one of five a post, until nobody comes any longer.
func (s *storm) otherRequests() {
	var there sync.WaitGroup
	browser := &http.Client{
		Transport: &http.Transport{DialContext: (&net.Dialer{}).DialContext, MaxIdleConnsPerHost: 200},
		Timeout:   30 * time.Second,
	}
	every := time.Duration(float64(time.Second) / s.others)
	first := s.began.Add(-time.Duration(s.quiet) * time.Second)
	for i := 0; ; i++ {
		at := first.Add(time.Duration(i) * every)
		if at.After(s.ends) {
			break
		}
		time.Sleep(time.Until(at))
		there.Go(func() { s.other(browser, i) })
	}
	there.Wait()
}

func (s *storm) other(browser *http.Client, i int) {
	began := time.Now()
	phase, since := s.seen.Others["storm"], began.Sub(s.began)
	if since < 0 {
		phase, since = s.seen.Others["quiet"], since+time.Duration(s.quiet)*time.Second
	}
	var answer *http.Response
	var err error
	if i%5 == 0 {
		answer, err = browser.Post(s.url+"/api/v4/posts", "application/json", strings.NewReader(`{"message":"hello"}`))
	} else {
		answer, err = browser.Get(s.url + "/api/v4/channels")
	}
	if err == nil {
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
	took := time.Since(began)
	s.saw(func() {
		phase.Sent++
		n := int(since / window)
		for len(phase.windows) <= n {
			phase.windows = append(phase.windows, nil)
		}
		phase.windows[n] = append(phase.windows[n], took)
		if err != nil || answer.StatusCode != http.StatusOK {
			phase.Failed++
		}
	})
}

func percentilesOf(times []time.Duration) percentiles {
	if len(times) == 0 {
		return percentiles{}
	}
	slices.Sort(times)
	at := func(share float64) float64 {
		return float64(times[int(share*float64(len(times)-1))].Microseconds()) / 1000
	}
	return percentiles{at(0.5), at(0.99)}
}

func medianOf(windows [][]time.Duration) percentiles {
	if len(windows) == 0 {
		return percentiles{}
	}
	var p50, p99 []float64
	for _, times := range windows {
		its := percentilesOf(times)
		p50, p99 = append(p50, its.P50), append(p99, its.P99)
	}
	slices.Sort(p50)
	slices.Sort(p99)
	middle := (len(windows) - 1) / 2
	return percentiles{p50[middle], p99[middle]}
}
