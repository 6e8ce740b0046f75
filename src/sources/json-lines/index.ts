import type { ValuesOf } from '../../base/params';
import { fileCard } from '../file-card';
import { columnParams } from '../file-params';
import { defineSource } from '../types';

export type JsonParams = ValuesOf<typeof columnParams>;

/** A file of JSON objects. */
export const jsonLines = defineSource({
  ...fileCard,
  id: 'json-lines',
  title: 'JSON lines',
  summary: 'Reads an object a row: one a line, or an array of them; what is nested gets dots in its name.',
  params: columnParams,
  phrase: () => ['from ', { text: 'JSON lines', params: Object.keys(columnParams) }],
  load: () => import('./source').then((module) => module.jsonLines),
});
