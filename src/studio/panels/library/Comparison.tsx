import type { ModelCard } from '../../../vault/types';
import { Section } from '../../ui/Section';
import { MetricsTable } from '../MetricsTable';

/** Models side by side by their own errors, each beside the baseline of its own series. */
export function Comparison({ cards }: { readonly cards: readonly ModelCard[] }) {
  const oneSeries = new Set(cards.map(({ series }) => series)).size === 1;
  const own = cards.flatMap(({ name, metrics: [metric] }) => (metric === undefined ? [] : [{ ...metric, name }]));
  const baselines = cards.flatMap(({ name, metrics: [, metric] }) =>
    metric === undefined ? [] : [{ ...metric, name: `${metric.name}, under ${name}` }],
  );
  return (
    <Section
      title="Side by side"
      note={oneSeries ? 'one series, so every figure compares' : 'different series: compare MASE, not MAE'}
    >
      <MetricsTable metrics={[...own, ...baselines]} />
    </Section>
  );
}
