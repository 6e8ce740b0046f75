import { frameLines } from '../../frame/line-protocol';
import { forecastFrame } from '../../pipeline/forecast-frame';
import { fileName } from '../file-name';
import type { ExportFile, LinesInput } from '../types';

/** The very lines that writing the forecast to a database would send, one a point. */
export function writeLines({ name, forecast, target }: LinesInput): ExportFile {
  const lines = frameLines(forecastFrame(forecast), target);
  return {
    name: fileName(name, 'lp', 'forecast'),
    bytes: new TextEncoder().encode(lines.map((line) => `${line}\n`).join('')),
  };
}
