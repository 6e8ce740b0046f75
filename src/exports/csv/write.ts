import { csvBytes, type Table } from '../csv-text';
import { fileName } from '../file-name';
import { anomalyTable, clusterTable, forecastTable, rangeTable, seriesTable } from '../tables';
import type { ExportFile, TableInput } from '../types';

/** A result as CSV: one header row, times in ISO 8601 UTC, empty cells where a value is missing. */
export const writeCsv = (input: TableInput): ExportFile => ({
  name: fileName(input.name, 'csv', input.kind),
  bytes: csvBytes(tableOf(input)),
});

function tableOf(input: TableInput): Table {
  switch (input.kind) {
    case 'series':
      return seriesTable(input.frames);
    case 'forecast':
      return forecastTable(input.forecast);
    case 'anomalies':
      return anomalyTable(input.scores, input.series);
    case 'anomaly-ranges':
      return rangeTable(input.scores.ranges);
    case 'clusters':
      return clusterTable(input.clustering);
    case 'table':
      return input.table;
  }
}
