import type { Tone } from '../base/definition';
import { cancelRun, type Deps, type RunKey } from '../state/deps';
import { networks } from '../state/families';
import type { Studio } from '../state/store';
import { isOpening, stopTraining } from '../state/work-actions';
import type { JobView } from './shell/JobFoot';

/** Runs worth a place at the foot, the most important first, with the words for what they do before they report. */
const worth: readonly (readonly [RunKey, string])[] = [
  ['training', 'Training'],
  ['retraining', 'Retraining'],
  ['fleetRun', 'Forecasting'],
  ['fleetWriting', 'Writing'],
  ['backtest', 'Backtesting'],
  ['search', 'Searching'],
  ['clusters', 'Grouping'],
  ['anomalies', 'Scoring'],
  ['loading', 'Reading'],
  ['read', 'Reading'],
  ['writing', 'Writing'],
  ['backends', 'Timing the backends'],
];

const tones: Readonly<Record<string, Tone>> = { trend: 'trend', seasonal: 'day', residual: 'residual' };

const trainingTitle = (state: Studio): string =>
  isOpening(state) ? 'Opening' : networks(state.recipe.present.model.id) ? 'Training' : 'Forecasting';

/** Whether what is counted takes alike long each: a forecast by one model says nothing on how long the next model takes. */
const evenly = (key: RunKey, unit = ''): boolean => key !== 'backtest' && (key !== 'search' || unit === 'seconds');

/** The job at the foot: the most important one that runs. */
export function jobOf(deps: Deps, state: Studio): JobView | undefined {
  for (const [key, title] of worth) {
    const run = state[key];
    if (run.status !== 'running') continue;
    const { progress, rate, leftMs } = run.meter ?? {};
    const cancel = (): void => (key === 'training' ? stopTraining(deps) : cancelRun(deps, key));
    return {
      state: 'running',
      title: progress?.phase ?? (key === 'training' ? trainingTitle(state) : title),
      part: progress?.part,
      tone: tones[progress?.part?.split(' ')[0] ?? ''],
      share: progress === undefined || progress.total === 0 ? undefined : progress.done / progress.total,
      perSecond: rate,
      unit: progress?.unit ?? '',
      leftMs: evenly(key, progress?.unit) ? leftMs : undefined,
      // A search that is cancelled goes on from where it was.
      ...(key === 'search' ? { onPause: cancel } : { onCancel: cancel }),
    };
  }
  return undefined;
}
