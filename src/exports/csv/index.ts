import { defineExporter, type TableInput } from '../types';

export const csv = defineExporter<TableInput>({
  id: 'csv',
  title: 'CSV',
  summary: 'Series, forecasts, anomalies or clusters as a table that spreadsheets and scripts read.',
  extension: 'csv',
  mime: 'text/csv',
  export: async (input) => (await import('./write')).writeCsv(input),
});
