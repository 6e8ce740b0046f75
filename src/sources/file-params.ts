/** Parameters that several kinds of file share. */

export const auto = { value: 'auto', label: 'Found by itself' } as const;

/** Which columns hold what, and how times are written, for files whose columns have names. */
export const columnParams = {
  timeColumn: { kind: 'text', label: 'Time column', initial: '', placeholder: 'found by itself' },
  timeFormat: {
    kind: 'choice',
    label: 'Time format',
    initial: 'auto',
    options: [
      auto,
      { value: 'iso', label: '2026-04-27 14:30 (ISO 8601)' },
      { value: 'dmy', label: '27/04/2026 14:30' },
      { value: 'mdy', label: '04/27/2026 2:30 PM' },
      { value: 'ymd', label: '2026/04/27 14:30 or 20260427' },
      { value: 'epoch-s', label: 'Seconds since 1970' },
      { value: 'epoch-ms', label: 'Milliseconds since 1970' },
      { value: 'epoch-us', label: 'Microseconds since 1970' },
      { value: 'epoch-ns', label: 'Nanoseconds since 1970' },
    ],
  },
  timeZone: {
    kind: 'text',
    label: 'Time zone',
    initial: 'UTC',
    placeholder: 'Europe/Vienna',
    help: 'For times without an offset of their own.',
  },
  valueColumns: {
    kind: 'text',
    label: 'Value columns',
    initial: '',
    placeholder: 'all that hold numbers',
    help: 'Names with commas between; columns of words become tags to filter and group by.',
  },
  nameColumn: {
    kind: 'text',
    label: 'Column of names',
    initial: '',
    placeholder: 'found by itself',
    help: 'In the long layout: the column whose words name what each row measures. A minus sign for none.',
  },
} as const;
