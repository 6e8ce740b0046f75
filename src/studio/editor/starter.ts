import { quoted } from './complete';
import type { Language } from './lex';

/** What an empty editor is given to begin with, in a database or bucket (which may be unknown). */
export function starter(language: Language, database: string): string {
  switch (language) {
    case 'flux':
      return `from(bucket: ${quoted('flux', database, 'text')})\n  |> range(start: -30d)\n  |> filter(fn: (r) => r._measurement == "")\n  |> aggregateWindow(every: 1h, fn: mean, createEmpty: false)`;
    case 'influxql':
      return 'SELECT mean() FROM ""\nWHERE time > now() - 30d\nGROUP BY time(1h) fill(none)';
    case 'sql':
      return "SELECT date_bin(INTERVAL '1 hour', time) AS time, avg()\nFROM \"\"\nWHERE time > now() - INTERVAL '30 days'\nGROUP BY 1 ORDER BY 1";
  }
}
