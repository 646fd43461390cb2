package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/redis/rueidis"
)

// localTTL is how long a node keeps what it has read if nobody changes it.
const localTTL = 5 * time.Minute

// worked is what the cache did for two nodes.
type worked struct {
	// Protocol, Database and Tracking are of a node's connection, as the cache sees it.
	Protocol string `json:"protocol"`
	Database string `json:"database"`
	Tracking bool   `json:"tracking"`
	// Local says that the second reading of a key came from the node's own memory.
	Local bool `json:"local"`
	// Pushed says that the node heard of another's change long before its own copy would have ended.
	Pushed bool `json:"pushed"`
	// Heard is a message of another node.
	Heard   string   `json:"heard"`
	Several []string `json:"several"`
	Counted int64    `json:"counted"`
	Scanned []string `json:"scanned"`
	// Left are the keys after all of them have been removed.
	Left []string `json:"left"`
}

// setting has the default of the server's model.
func setting(name, fallback string) string {
	if text, given := os.LookupEnv("MM_CACHESETTINGS_" + name); given {
		return text
	}
	return fallback
}

// connect gives the client what the server gives it: server/platform/services/cache/provider.go. There is neither TLS
// nor a user name.
func connect() (rueidis.Client, error) {
	return rueidis.NewClient(rueidis.ClientOption{
		InitAddress:       []string{setting("REDISADDRESS", "")},
		Password:          setting("REDISPASSWORD", ""),
		SelectDB:          number("MM_CACHESETTINGS_REDISDB", setting("REDISDB", "-1")),
		ForceSingleClient: true,
		CacheSizeEachConn: 32 << 20,
		DisableCache:      setting("DISABLECLIENTCACHE", "false") == "true",
		MaxFlushDelay:     250 * time.Microsecond,
		DisableRetry:      true,
		ConnWriteTimeout:  5 * time.Second,
	})
}

// cache does with two nodes what server/platform/services/cache/redis.go does with one.
func cache() (found worked, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	one, err := connect()
	if err != nil {
		return found, err
	}
	defer one.Close()
	other, err := connect()
	if err != nil {
		return found, err
	}
	defer other.Close()
	for _, step := range []func(context.Context, rueidis.Client, rueidis.Client, *worked) error{
		connected, tracked, published, many, removed,
	} {
		if err := step(ctx, one, other, &found); err != nil {
			return found, err
		}
	}
	return found, nil
}

func connected(ctx context.Context, one, _ rueidis.Client, found *worked) error {
	if err := one.Do(ctx, one.B().Ping().Build()).Error(); err != nil {
		return fmt.Errorf("PING: %w", err)
	}
	text, err := one.Do(ctx, one.B().Arbitrary("CLIENT", "INFO").Build()).ToString()
	if err != nil {
		return fmt.Errorf("CLIENT INFO: %w", err)
	}
	about := map[string]string{}
	for _, field := range strings.Fields(text) {
		name, value, _ := strings.Cut(field, "=")
		about[name] = value
	}
	found.Protocol, found.Database, found.Tracking = about["resp"], about["db"], strings.Contains(about["flags"], "t")
	return nil
}

func set(ctx context.Context, client rueidis.Client, key, value string) error {
	return client.Do(ctx, client.B().Set().Key(key).Value(value).Ex(time.Minute).Build()).Error()
}

// tracked reads a key that another node changes.
func tracked(ctx context.Context, one, other rueidis.Client, found *worked) error {
	read := func() rueidis.RedisResult { return one.DoCache(ctx, one.B().Get().Key("Users:a").Cache(), localTTL) }
	if err := set(ctx, other, "Users:a", "old"); err != nil {
		return fmt.Errorf("SET: %w", err)
	}
	if err := read().Error(); err != nil {
		return fmt.Errorf("GET: %w", err)
	}
	found.Local = read().IsCacheHit()
	if err := set(ctx, other, "Users:a", "new"); err != nil {
		return fmt.Errorf("SET: %w", err)
	}
	for end := time.Now().Add(2 * time.Second); !found.Pushed && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		value, err := read().ToString()
		if err != nil {
			return fmt.Errorf("GET: %w", err)
		}
		found.Pushed = value == "new"
	}
	return nil
}

// published sends until somebody listens.
func published(ctx context.Context, one, other rueidis.Client, found *worked) error {
	listening, stop := context.WithTimeout(ctx, 2*time.Second)
	defer stop()
	go func() {
		for listening.Err() == nil {
			other.Do(listening, other.B().Publish().Channel("nodes").Message("hello").Build())
			time.Sleep(10 * time.Millisecond)
		}
	}()
	err := one.Receive(listening, one.B().Subscribe().Channel("nodes").Build(), func(message rueidis.PubSubMessage) {
		found.Heard = message.Message
		stop()
	})
	if found.Heard == "" && err != nil {
		return fmt.Errorf("SUBSCRIBE: %w", err)
	}
	return nil
}

// many reads several keys at once, counts and lists.
func many(ctx context.Context, one, _ rueidis.Client, found *worked) (err error) {
	if err := set(ctx, one, "Users:b", "other"); err != nil {
		return fmt.Errorf("SET: %w", err)
	}
	values, err := one.DoCache(ctx, one.B().Mget().Key("Users:a", "Users:b").Cache(), localTTL).ToArray()
	if err != nil {
		return fmt.Errorf("MGET: %w", err)
	}
	for _, value := range values {
		text, err := value.ToString()
		if err != nil {
			return fmt.Errorf("MGET: %w", err)
		}
		found.Several = append(found.Several, text)
	}
	if err := one.Do(ctx, one.B().Incrby().Key("Users:count").Increment(3).Build()).Error(); err != nil {
		return fmt.Errorf("INCRBY: %w", err)
	}
	found.Counted, err = one.Do(ctx, one.B().Decrby().Key("Users:count").Decrement(1).Build()).ToInt64()
	if err != nil {
		return fmt.Errorf("DECRBY: %w", err)
	}
	entry, err := one.Do(ctx, one.B().Scan().Cursor(0).Match("Users:*").Count(100).Build()).AsScanEntry()
	if err != nil {
		return fmt.Errorf("SCAN: %w", err)
	}
	found.Scanned = slices.Sorted(slices.Values(entry.Elements))
	return nil
}

func removed(ctx context.Context, one, _ rueidis.Client, found *worked) (err error) {
	if err := one.Do(ctx, one.B().Del().Key(found.Scanned...).Build()).Error(); err != nil {
		return fmt.Errorf("DEL: %w", err)
	}
	found.Left, err = one.Do(ctx, one.B().Keys().Pattern("Users:*").Build()).AsStrSlice()
	if err != nil {
		return fmt.Errorf("KEYS: %w", err)
	}
	return nil
}
