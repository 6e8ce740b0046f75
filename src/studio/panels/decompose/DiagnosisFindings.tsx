import { duration } from '../../../math/duration';
import type { Diagnosis } from '../../../pipeline/diagnosis';
import { figure } from '../../format';
import { Section } from '../../ui/Section';
import { When } from '../../When';
import styles from '../panel.module.css';

const SHOWN = 8;

/** What tests say of a split series: its changes with dates, its level, and what is left in the residual. */
export function DiagnosisFindings({ diagnosis, stepMs }: { readonly diagnosis: Diagnosis; readonly stepMs: number }) {
  const { changes, level, residual } = diagnosis;
  return (
    <>
      <Section title="Changes" note="without the seasons">
        {changes.length === 0 ? (
          <p className={styles.words}>It keeps its ways: no jump, bend or change of its noise stands out.</p>
        ) : (
          <Changes changes={changes} stepMs={stepMs} />
        )}
      </Section>
      <Section title="Level">
        <div className={styles.section}>
          <p className={styles.words}>{level.words}</p>
          <dl className={styles.facts}>
            <div>
              <dt title="A small chance speaks against a series that wanders">Dickey–Fuller, p</dt>
              <dd>{chance(level.adf.p)}</dd>
            </div>
            <div>
              <dt title="A small chance speaks against a series that stays around one level">KPSS, p</dt>
              <dd>{cut(level.kpss.p)}</dd>
            </div>
            <div>
              <dt title="A small chance speaks against a series that stays around a straight line">
                KPSS of a line, p
              </dt>
              <dd>{cut(level.line.p)}</dd>
            </div>
          </dl>
          <p className={styles.words}>
            Below 0.05 a test objects: Dickey–Fuller to wandering, KPSS to a level or line.
          </p>
        </div>
      </Section>
      <Section title="Residual">
        <div className={styles.section}>
          <p className={styles.words}>{residual.words}</p>
          <dl className={styles.facts}>
            <div>
              <dt title="A small chance speaks against white noise">Ljung–Box, {residual.white.lags} lags, p</dt>
              <dd>{chance(residual.white.p)}</dd>
            </div>
            <div>
              <dt title="0 where both sides are alike">Skewness</dt>
              <dd>{figure(residual.skewness)}</dd>
            </div>
            <div>
              <dt title="Above 0 with more outliers than a normal distribution has">Excess kurtosis</dt>
              <dd>{figure(residual.excessKurtosis)}</dd>
            </div>
          </dl>
        </div>
      </Section>
    </>
  );
}

function Changes({ changes, stepMs }: { readonly changes: Diagnosis['changes']; readonly stepMs: number }) {
  const strongest = changes.toSorted((a, b) => b.strength - a.strength).slice(0, SHOWN);
  const shown = strongest.toSorted((a, b) => a.time - b.time);
  return (
    <>
      <table className={styles.changes}>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((change) => (
            <tr key={change.time}>
              <td>
                <When at={change.time} />
              </td>
              <td>{words(change, stepMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length > shown.length && (
        <p className={styles.words}>
          The {shown.length} that stand out most, of {changes.length}.
        </p>
      )}
    </>
  );
}

const HOUR = 3_600_000;

function words({ kind, size }: Diagnosis['changes'][number], stepMs: number): string {
  if (kind === 'level') return `${size > 0 ? 'up' : 'down'} by ${figure(Math.abs(size))}`;
  if (kind === 'spread') return size > 1 ? `${figure(size)} × as noisy` : `${figure(1 / size)} × as quiet`;
  const per = stepMs >= HOUR ? 24 * HOUR : HOUR;
  const rise = (size * per) / stepMs;
  return `bends ${rise > 0 ? 'up' : 'down'} by ${figure(Math.abs(rise))} per ${duration(per)}`;
}

const chance = (p: number): string => (Number.isNaN(p) ? '–' : p < 0.001 ? '< 0.001' : p.toFixed(p < 0.1 ? 3 : 2));

/** A chance from a table that ends at 0.01 and 0.1. */
const cut = (p: number): string => (p >= 0.1 ? '≥ 0.1' : p <= 0.01 ? '≤ 0.01' : chance(p));
