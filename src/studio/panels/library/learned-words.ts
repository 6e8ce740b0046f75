import type { LearnedFrom, Metrics, Retraining } from '../../../pipeline/results';
import { count, counted, figure, percent, span } from '../../format';

/** How it came, and on what: `Went on from version 2 with 152 values it had not learned from; 12,345 parameters, seed 1.` */
export function learnedWords({ how, from, rows, parameters, seed }: LearnedFrom): string {
  const before = from === undefined ? '' : ` from version ${from}`;
  const came = {
    trained: `Trained on ${counted(rows, 'value')}`,
    continued: `Went on${before} with ${counted(rows, 'value')}`,
    refitted: `Fitted again after version ${from ?? 1} to ${counted(rows, 'value')}`,
  }[how];
  return `${came}; ${counted(parameters, 'parameter')}, seed ${seed}.`;
}

/** What a retraining learned from, told to whoever has to keep or discard it. */
export function lessonWords({ how, rows, range }: LearnedFrom, newerOnly: boolean, zone: string): string {
  const held = 'The stretch after that is held back to choose and to judge by.';
  const when = `${count(rows)} values, ${span(range.start, range.stop, zone)}`;
  if (how === 'refitted')
    return `This model has no weights to go on from: it was fitted again to all data but the newest (${when}). ${held}`;
  const went = newerOnly
    ? `It went on from its weights with what it had not learned from yet, and nothing else (${when}).`
    : `It went on from its weights with all data, the older once more (${when}).`;
  return `${went} ${held}`;
}

/** Which of the two came closer, by how much, and on what both were judged. */
export function betterWords({ before, after, judgedOn, forecasts }: Retraining, zone: string): string {
  const stretches = forecasts === 1 ? 'the newest stretch' : `the ${count(forecasts)} newest stretches`;
  const where = `on ${stretches} (${span(judgedOn.start, judgedOn.stop, zone)}), which neither had learned from`;
  const gain = gainOf(before, after);
  if (!Number.isFinite(gain)) return `Nothing can be said of which is better: no value is known ${where}.`;
  if (Math.abs(gain) < 0.005) return `Both are equally far off (${figure(after.mae)}) ${where}.`;
  const [better, worse] = gain > 0 ? [after, before] : [before, after];
  return `${gain > 0 ? 'The retrained one' : 'The one you have'} is better: off by ${figure(better.mae)} instead of ${figure(worse.mae)} on average, ${percent(Math.abs(gain), 0)} less, ${where}.`;
}

/** By how much of the larger error the one after is closer; negative = it is further off. */
function gainOf(before: Metrics, after: Metrics): number {
  const worse = Math.max(before.mae, after.mae);
  return worse === 0 ? 0 : (before.mae - after.mae) / worse;
}
