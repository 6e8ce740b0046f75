const steps = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/**
 * A number short enough for an axis: `30 k`, `2.5 M`, `0.25`, `−3`; four significant digits at most, tiny ones as `3e−7`.
 * Spaces do not break, minus signs are real ones. NaN: an en dash.
 */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const step = steps.find(([from]) => size >= from);
  if (step !== undefined) return signed(`${short(value / step[0])}\u00a0${step[1]}`);
  return signed(size !== 0 && size < 1e-4 ? value.toExponential(1).replace('.0', '') : short(value));
}

/** A number to be read off: five significant digits, thousands set apart by commas: `31,247`, `0.41238`. NaN: an en dash. */
export function exact(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return signed(value.toExponential(3));
  const rounded = size >= 1e5 ? String(Math.round(value)) : String(Number(value.toPrecision(5)));
  return signed(grouped(rounded));
}

/** The value with its unit, when there is one. */
export const withUnit = (text: string, unit: string | undefined): string =>
  unit === undefined || unit === '' ? text : `${text} ${unit}`;

const short = (value: number): string => String(Number(value.toPrecision(4)));

const grouped = (text: string): string => {
  const [whole = '', ...fraction] = text.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
};

const signed = (text: string): string => text.replaceAll('-', '−');
