import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ChartTheme } from '../charts/types';
import { useZone } from './context';
import { useMedia } from './ui/use-media';

export type ThemeChoice = 'system' | 'light' | 'dark';

const NARROW = '(max-width: 639px)';
const STILL = '(prefers-reduced-motion: reduce)';
const DARK = '(prefers-color-scheme: dark)';

const colours = [
  'paper', 'raised', 'line', 'ink', 'ink-2', 'ink-3', 'observed', 'trend', 'day', 'week', 'residual', 'forecast', 'minor',
  'major', 'critical',
] as const; // biome-ignore format: a list

/** `rgb(31, 111, 178)` as `#1f6fb2`, so that charts can add an alpha of their own; anything else unchanged. */
export function hex(colour: string): string {
  const parts = /^rgba?\((\d+),? (\d+),? (\d+)/.exec(colour);
  if (parts === null) return colour;
  return `#${parts
    .slice(1, 4)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')}`;
}

function readColours(): Record<(typeof colours)[number], string> {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const read = Object.fromEntries(
    colours.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, hex(getComputedStyle(probe).color)];
    }),
  ) as Record<(typeof colours)[number], string>;
  probe.remove();
  return read;
}

/** Whether the page is dark now: what was chosen, else what the system says. */
export function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen === undefined ? window.matchMedia(DARK).matches : chosen === 'dark';
}

/** The tokens of the page as a chart takes them. `timeZone` is an IANA name or `UTC`. */
export function chartTheme(timeZone = 'UTC'): ChartTheme {
  const { 'ink-2': ink2, 'ink-3': ink3, ...rest } = readColours();
  const root = getComputedStyle(document.documentElement);
  return {
    ...rest,
    ink2,
    ink3,
    dark: isDark(),
    font: root.getPropertyValue('--sans').trim(),
    mono: root.getPropertyValue('--mono').trim(),
    motion: !window.matchMedia(STILL).matches,
    narrow: window.matchMedia(NARROW).matches,
    timeZone,
  };
}

function subscribeTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** `chartTheme` in the zone on screen, read again when the theme, the width class or the wish for stillness changes. */
export function useChartTheme(zone?: string): ChartTheme {
  const shown = useZone();
  const timeZone = zone ?? shown;
  const chosen = useSyncExternalStore(subscribeTheme, () => document.documentElement.dataset.theme);
  const dark = useMedia(DARK);
  const narrow = useMedia(NARROW);
  const still = useMedia(STILL);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page's state is read, these say when to read it again.
  return useMemo(() => chartTheme(timeZone), [timeZone, chosen, dark, narrow, still]);
}

/** Puts the reader's choice of theme on the page's root. */
export function useAppliedTheme(choice: ThemeChoice): void {
  useEffect(() => {
    if (choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
  }, [choice]);
}
