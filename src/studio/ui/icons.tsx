const paths = {
  data: 'M2.5 4c0-1 2.5-1.75 5.5-1.75S13.5 3 13.5 4v8c0 1-2.5 1.75-5.5 1.75S2.5 13 2.5 12zM2.5 4c0 1 2.5 1.75 5.5 1.75S13.5 5 13.5 4M2.5 8c0 1 2.5 1.75 5.5 1.75S13.5 9 13.5 8',
  prepare: 'M2 3h12L9.25 8.750V13.500l-2.500-1.500V8.750z',
  explore: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6 14 14',
  decompose:
    'M2 3.5c2 0 2 1 4 1s2-1 4-1 2 1 4 1M2 8c1 0 1-1.5 2-1.5S5 9.5 6 9.5 7 6.5 8 6.5s1 3 2 3 1-3 2-3 1 1.5 2 1.5M2 12.5h12',
  forecast: 'M2 11.5c2 0 2.5-7 4.5-7S8.5 9 9.5 9M9.5 9c1.5 0 1.5-5 4.5-5.5M9.5 2v12',
  backtest: 'M2 13.5h12M3.5 13V8M8 13V3M12.5 13V10.250',
  anomalies: 'M2 10h2.5l1.5-2 1.5 2H8l1.3-7 1.7 9 1-2h2',
  compare: 'M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z',
  fleet:
    'M2 4c1.500 0 1.500-1.500 3-1.500M2 8.750c1.500 0 1.500-1.500 3-1.500M2 13.500c1.500 0 1.500-1.500 3-1.500M7.500 2.750H14M7.500 7.500h4.500M7.500 12.250h2.500',
  live: 'M8 9.25a1.25 1.25 0 1 0 0-2.5 1.25 1.25 0 0 0 0 2.5zM5.2 10.8a4 4 0 0 1 0-5.6M10.8 5.2a4 4 0 0 1 0 5.6M3.2 12.8a6.8 6.8 0 0 1 0-9.6M12.8 3.2a6.8 6.8 0 0 1 0 9.6',
  library: 'M3 2.5v11M6.5 2.5v11M9.5 3l3.5 10.2',
  undo: 'M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7M3 6.5 6 3.5M3 6.5l3 3',
  redo: 'M13 6.5H6.5a3.5 3.5 0 0 0 0 7H9M13 6.5l-3-3M13 6.5l-3 3',
  share: 'M4 9.5v3.25h8V9.5M8 10V2.5M5 5.25 8 2.25l3 3',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.25 3.25L13 4.75',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  up: 'M4 10l4-4 4 4',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  warn: 'M8 2 14.5 13.5h-13zM8 6.5v3.25M8 11.6v.01',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  play: 'M5 3l8 5-8 5z',
  pause: 'M5.5 3v10M10.5 3v10',
  download: 'M8 2.5V10M5 7.25l3 3 3-3M3 13.25h10',
  table: 'M2.5 3h11v10h-11zM2.5 6.5h11M2.5 9.75h11M6.5 3v10',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.85.85M11.75 11.75l.85.85M3.4 12.6l.85-.85M11.75 4.25l.85-.85',
  moon: 'M13.2 9.8A5.8 5.8 0 0 1 6.2 2.8a5.8 5.8 0 1 0 7 7z',
  settings:
    'M2 4.5h7M12.5 4.5H14M2 11.5h1.5M7 11.5h7M10.75 6.25a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5zM5.25 13.25a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5z',
  file: 'M4 1.75h5.25L12.5 5v9.25H4zM9 2v3.25h3.25',
  trash: 'M2.5 4.25h11M6 4V2.25h4V4M4 4.25l.75 9.5h6.5l.75-9.5',
  star: 'M8 1.9l1.85 3.9 4.3.55-3.15 2.95.8 4.25L8 11.5l-3.8 2.05.8-4.25L1.85 6.35l4.3-.55z',
  pen: 'M3 13l.6-2.9 7-7 2.3 2.3-7 7zM9.2 4.5l2.3 2.3',
  refresh: 'M13.25 8a5.25 5.25 0 1 1-1.6-3.75M13.5 2v3h-3',
} as const;

export type IconName = keyof typeof paths;

/** A 16 px line drawing. Always beside words or on a labelled button: readers do not hear it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The small wave of Undertone: the series in ink, its undertone in vermilion. */
export function Mark() {
  return (
    <svg
      width="26"
      height="18"
      viewBox="0 0 26 18"
      fill="none"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M1.5 10C4 10 4.6 2 8 2s4 8 6.5 8 3.2-8 6-8c2.3 0 3 4 4 7" stroke="var(--ink)" />
      <path d="M1.5 14.5c4.5 1.3 7.5 1.3 11.5 0s7-1.3 11.5 0" stroke="var(--forecast)" />
    </svg>
  );
}
