module stores

go 1.26.0

require (
	github.com/lib/pq v1.10.9
	github.com/redis/rueidis v1.0.67
)

require golang.org/x/sys v0.31.0 // indirect
