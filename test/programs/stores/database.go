package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strings"
	"time"

	_ "github.com/lib/pq"
)

// patience is for one session.
const patience = 10 * time.Second

// session is how PostgreSQL sees one.
type session struct {
	User     string `json:"user"`
	Database string `json:"database"`
	// TLS is the version; empty without.
	TLS string `json:"tls"`
}

// dataSources are those of the environment. The server splits a list at blanks.
func dataSources() []string {
	sources := []string{os.Getenv("MM_SQLSETTINGS_DATASOURCE")}
	return append(sources, strings.Fields(os.Getenv("MM_SQLSETTINGS_DATASOURCEREPLICAS"))...)
}

func sessions([]string) (any, error) {
	found := []session{}
	for _, source := range dataSources() {
		one, err := sessionWith(source)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

// sessionWith asks with a parameter, which binary_parameters is about.
func sessionWith(source string) (found session, err error) {
	pool, err := sql.Open(os.Getenv("MM_SQLSETTINGS_DRIVERNAME"), source)
	if err != nil {
		return found, err
	}
	defer pool.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err = pool.QueryRowContext(ctx, `
		SELECT current_user, current_database(), coalesce(version, $1) FROM pg_stat_ssl WHERE pid = pg_backend_pid()`, "").
		Scan(&found.User, &found.Database, &found.TLS)
	return found, err
}

// pools opens every connection that the nodes may open, and says how many there are.
func pools(arguments []string) (any, error) {
	if len(arguments) < 3 {
		exitOn(errors.New("pools: expected NODES CONNECTIONS DATASOURCE..."))
	}
	nodes, connections := number("NODES", arguments[0]), number("CONNECTIONS", arguments[1])
	held := 0
	for range nodes {
		for _, source := range arguments[2:] {
			pool, err := sql.Open("postgres", source)
			if err != nil {
				return nil, err
			}
			pool.SetMaxOpenConns(connections)
			pool.SetMaxIdleConns(connections)
			for range connections {
				if _, err := pool.Conn(context.Background()); err != nil {
					return nil, err
				}
				held++
			}
		}
	}
	return map[string]int{"held": held}, nil
}
