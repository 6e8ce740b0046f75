import { DAY } from '../../../math/duration';
import { setLookAhead, setThreshold } from '../../../state/fleet-actions';
import { askFaults, goalOf, isOfThese } from '../../../state/fleet-goal';
import { useDeps, useStudio, useZone } from '../../context';
import { moment } from '../../format';
import { NumberInput } from '../../ui/NumberInput';
import { Select } from '../../ui/Select';
import { useSeries } from '../../use-series';
import styles from './fleet.module.css';
import { askWords, daysWords } from './words';

const ways = [
  { value: 'above', label: 'goes above' },
  { value: 'below', label: 'falls below' },
  { value: 'none', label: 'no date is asked for' },
] as const;

/** What is asked of each series: when it reaches which value, and how far to look. */
export function FleetAskFields() {
  const deps = useDeps();
  const zone = useZone();
  const state = useStudio((all) => all);
  const series = useSeries();
  const { threshold, lookAheadMs } = goalOf(state);
  const faults = askFaults(state.fleetAsk);
  const fleet = isOfThese(state) ? state.fleet : undefined;
  const unit = series[0]?.frame.columns[0]?.labels._unit ?? fleet?.rows[0]?.labels._unit;
  const value = threshold?.value ?? Number.NaN;
  const running = state.fleetRun.status === 'running';
  const farther = fleet !== undefined && faults.ahead === undefined && lookAheadMs !== fleet.job.lookAheadMs;
  const glance = fleet?.rows.find(({ failure }) => failure === undefined) as { glance?: { end: number } } | undefined;
  const end = series[0]?.frame.time.at(-1) ?? glance?.glance?.end;
  const words = askWords(threshold, lookAheadMs, unit);
  return (
    <div className={styles.ask}>
      <span>Tell when each</span>
      <Select
        aria-label="Which way"
        value={threshold?.direction ?? 'none'}
        options={ways}
        disabled={running}
        onChange={(way) =>
          void setThreshold(
            deps,
            way === 'none' ? 'none' : { value: Number.isFinite(value) ? value : 0, direction: way },
          )
        }
      />
      {threshold !== undefined && (
        <NumberInput
          aria-label="Threshold"
          aria-invalid={faults.threshold === undefined ? undefined : true}
          value={value}
          {...(unit !== undefined && { unit })}
          disabled={running}
          onChange={(next) => void setThreshold(deps, { ...threshold, value: next })}
          className={styles.number ?? ''}
        />
      )}
      <span className={styles.pair}>
        looking ahead
        <NumberInput
          aria-label="Look ahead"
          aria-invalid={faults.ahead === undefined ? undefined : true}
          value={Number((lookAheadMs / DAY).toPrecision(6))}
          min={0}
          unit="days"
          disabled={running}
          onChange={(days) => setLookAhead(deps, days * DAY)}
          className={styles.number ?? ''}
        />
      </span>
      {end !== undefined && (
        <span className={styles.aside}>
          {`Days count from the last point, ${moment(end, zone, 'day')}. Beyond the forecast of the sentence, dates go by growth.`}
        </span>
      )}
      {[faults.threshold, faults.ahead].map(
        (fault) =>
          fault !== undefined && (
            <span key={fault} className={styles.fault} role="alert">
              {fault}
            </span>
          ),
      )}
      {words !== '' && (
        <span className={styles.aside} role="status">
          {words}
        </span>
      )}
      {farther && (
        <span className={styles.aside} role="status">
          {`What is shown looked ${daysWords(fleet.job.lookAheadMs)} ahead; forecast all again to look as far as this.`}
        </span>
      )}
    </div>
  );
}
