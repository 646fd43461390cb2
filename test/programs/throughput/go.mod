module throughput

go 1.26.0
