import { frameLines } from '../../frame/line-protocol';
import { forecastFrame } from '../../pipeline/forecast-frame';
import { fileName } from '../file-name';
import type { ExportFile, LinesInput } from '../types';

/** InfluxDB passes over lines that start with #; people need to know the unit of the times. */
const note = '# Times are in milliseconds: influx write --precision ms';

/** The very lines that writing the forecast to a database would send, one a point. */
export function writeLines({ name, forecast, target }: LinesInput): ExportFile {
  const lines = frameLines(forecastFrame(forecast), target);
  return {
    name: fileName(name, 'lp', 'forecast'),
    bytes: new TextEncoder().encode([note, ...lines].map((line) => `${line}\n`).join('')),
  };
}
