import { defineExporter, type LinesInput } from '../types';

export const lineProtocol = defineExporter<LinesInput>({
  id: 'line-protocol',
  title: 'Line protocol',
  summary: 'A forecast as InfluxDB takes it in (times in milliseconds), to load with the influx command or an agent.',
  extension: 'lp',
  mime: 'text/plain',
  export: async (input) => (await import('./write')).writeLines(input),
});
