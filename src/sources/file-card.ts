import { AGGREGATES } from './aggregate';

/** What the cards of all files have in common. */
export const fileCard = {
  aggregates: AGGREGATES,
  language: 'none',
  container: 'file',
  writable: false,
  file: true,
  queryText: () => '',
} as const;
