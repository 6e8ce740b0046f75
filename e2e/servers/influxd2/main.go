// Command influxd2 is the InfluxDB 2.7 server, as InfluxDB's own cmd/influxd builds it, without its
// maintenance subcommands and without its web page. Undertone's tests run it as their real InfluxDB 2.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/influxdata/influxdb/v2"
	"github.com/influxdata/influxdb/v2/cmd/influxd/launcher"
	_ "github.com/influxdata/influxdb/v2/tsdb/engine/tsm1" // registers the storage engine
	_ "github.com/influxdata/influxdb/v2/tsdb/index/tsi1"  // registers the index
	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

// version is what the server reports about itself; it must match the module version in go.mod.
const version = "v2.7.12"

func main() {
	influxdb.SetBuildInfo(version, "none", time.Now().UTC().Format(time.RFC3339))

	command, err := launcher.NewInfluxdCommand(context.Background(), viper.New())
	if err != nil {
		fail(err)
	}
	command.AddCommand(&cobra.Command{
		Use:   "version",
		Short: "Print the influxd server version",
		Run: func(*cobra.Command, []string) {
			fmt.Printf("InfluxDB %s (built for Undertone's tests)\n", version)
		},
	})
	command.SilenceUsage = true
	if err := command.Execute(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	_, _ = fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
