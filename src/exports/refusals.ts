import { StudioError } from '../base/errors';

/** A name from a stranger's file, fit to be shown: one line, at most 80 letters. */
export const shown = (name: string): string => {
  const line = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};

/** The refusal of an imported file: which file and what is wrong with it, as the rest of the sentence after its name. */
export const damaged = (file: string, what: string, detail: { next?: string; cause?: unknown } = {}): StudioError =>
  new StudioError('damaged', `“${shown(file)}” ${what}, so nothing was imported.`, {
    next: detail.next ?? 'Ask for the file again, or export it once more from Undertone.',
    place: 'file',
    value: shown(file),
    cause: detail.cause,
  });

/** The refusal of something this version cannot read. */
export const unsupported = (
  file: string,
  what: string,
  next = 'Update Undertone, then import it again.',
): StudioError =>
  new StudioError('unsupported', `“${shown(file)}” ${what}, so nothing was imported.`, {
    next,
    place: 'file',
    value: shown(file),
  });
