import type { JobContext } from '../../base/job';
import { layoutOf } from '../network/layout';
import { chooseBackend, forgetTrials } from './choose';
import type { BackendFigure } from './figure';

/** A network of the size most train here: two LSTM layers of 32 that look back 48 steps, three side by side, batch 64. */
const usual = {
  layout: layoutOf({
    inputShape: [48, 1],
    layers: [
      { kind: 'lstm', name: 'lstm_1', units: 32, returnSequences: true },
      { kind: 'lstm', name: 'lstm_2', units: 32, returnSequences: false },
      { kind: 'dense', name: 'dense_1', units: 48, activation: 'linear' },
    ],
  }),
  groups: 3,
  batch: 64,
};

/** Every backend with its figures for a usual network, the fastest that computes right first. */
export async function survey(ctx: JobContext): Promise<readonly BackendFigure[]> {
  forgetTrials();
  const { figures } = await chooseBackend(usual, 'auto', ctx);
  const rank = ({ ok, msPerStep }: BackendFigure): number => (ok ? (msPerStep ?? 0) : Number.POSITIVE_INFINITY);
  return [...figures].sort((a, b) => rank(a) - rank(b));
}
