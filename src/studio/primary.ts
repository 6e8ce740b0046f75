import type { Deps } from '../state/deps';
import { networks } from '../state/families';
import { chosenSeries, seriesRead } from '../state/series';
import type { Studio } from '../state/store';
import { cluster, detect, isOpening, sameTraining, train } from '../state/work-actions';
import type { SentenceBarProps } from './shell/SentenceBar';

/** The one thing to do in a room, or nothing. */
export function primaryOf(deps: Deps, state: Studio): SentenceBarProps['primary'] {
  const chosen = chosenSeries(state);
  if (chosen === undefined) return undefined;
  const go = (room: Studio['room']) => () => deps.store.setState({ room });
  switch (state.room) {
    case 'data':
      return { label: 'Explore', run: go('explore') };
    case 'prepare':
      return { label: 'Explore', run: go('explore') };
    case 'explore':
      return { label: 'Decompose', run: go('decompose') };
    case 'decompose':
      return { label: 'Forecast', run: go('forecast') };
    case 'forecast': {
      const trains = networks(state.recipe.present.model.id);
      const running = state.training.status === 'running';
      const goOn = state.stopped !== undefined && sameTraining(state.stopped.recipe, state.recipe.present);
      const label = !trains
        ? 'Forecast'
        : isOpening(state)
          ? 'Opening'
          : running
            ? 'Training'
            : goOn
              ? 'Go on'
              : 'Train';
      return { label, run: () => void train(deps), busy: running };
    }
    case 'backtest':
      return {
        label: 'Backtest',
        run: () => void import('../state/backtest-actions').then(({ backtest }) => backtest(deps)),
        busy: state.backtest.status === 'running',
        hint: 'Tries every forecaster on the end of the series.',
      };
    case 'anomalies':
      return { label: 'Find', run: () => void detect(deps), busy: state.anomalies.status === 'running' };
    case 'compare':
      return {
        label: 'Group',
        run: () => void cluster(deps),
        busy: state.clusters.status === 'running',
        disabled: seriesRead(state).length < 2,
        hint: 'Groups the series read by their shape.',
      };
    case 'fleet': {
      const { threshold, lookAheadMs = 1 } = state.fleetAsk;
      const unclear = !(lookAheadMs > 0) || (typeof threshold === 'object' && Number.isNaN(threshold.value));
      return {
        label: seriesRead(state).length > 1 ? 'Forecast all' : 'Forecast',
        run: () => void import('../state/fleet-actions').then(({ startFleet }) => startFleet(deps)),
        busy: state.fleetRun.status === 'running',
        disabled: unclear,
        hint: unclear
          ? 'The threshold or the days to look ahead are no number.'
          : 'Forecasts every series read, each as the sentence says.',
      };
    }
    case 'library':
      return undefined;
  }
}
