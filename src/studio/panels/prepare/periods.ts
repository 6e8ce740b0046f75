/** A dated period as it is typed; no end is the day, or the moment, it begins on. */
export interface PeriodRow {
  readonly from: string;
  readonly to: string;
}

/** The lines a text of periods holds. */
export const fromPeriods = (text: string): readonly PeriodRow[] =>
  text
    .split(/[;\n]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .map((piece) => {
      const [from = '', to = ''] = piece.split(/\s+(?:to|until|–|-)\s+/);
      return { from, to };
    });

/** Lines as one text; those without a beginning are left out. */
export const toPeriods = (rows: readonly PeriodRow[]): string =>
  rows
    .filter(({ from }) => from.trim() !== '')
    .map(({ from, to }) => (to.trim() === '' ? from.trim() : `${from.trim()} to ${to.trim()}`))
    .join('; ');
