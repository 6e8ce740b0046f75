// InfluxDB 2.7 for the tests, built from its published module. See ../influx2.ts, which copies this folder
// to a cache outside the project and builds it there, so that no go.sum or binary appears here.
module undertone/e2e/influxd2

go 1.23.0

require github.com/influxdata/influxdb/v2 v2.7.12

// InfluxDB's own go.mod has this replacement; Go ignores a dependency's replacements, so it is repeated here.
replace github.com/nats-io/nats-streaming-server v0.11.2 => github.com/influxdata/nats-streaming-server v0.11.3-0.20201112040610-c277f7560803
