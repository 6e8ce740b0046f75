import { useMemo, useState } from 'react';
import { series as seriesChart } from '../../../charts/series';
import type { SeriesFrame } from '../../../frame/frame';
import { Chart } from '../../Chart';
import { count } from '../../format';
import { Button } from '../../ui/Button';
import { drawn, shortNames } from './drawn';

/** More lines than this hide each other. */
const MOST = 12;

export interface SeriesPreviewProps {
  readonly series: readonly { readonly name: string; readonly frame: SeriesFrame }[];
  readonly looked: string;
}

/** What was read, drawn: all series while they are few, or the one that is looked at. */
export function SeriesPreview({ series, looked }: SeriesPreviewProps) {
  const [alone, setAlone] = useState(false);
  const several = series.length > 1;
  const data = useMemo(() => {
    const one = series.filter(({ name }) => name === looked);
    const shown =
      alone || series.length === 1 ? one : [...one, ...series.filter(({ name }) => name !== looked)].slice(0, MOST);
    const names = shortNames(shown.map(({ name }) => name));
    const unit = shown[0]?.frame.columns[0]?.labels._unit;
    return {
      series: shown.map(({ name, frame }, i) => drawn(names[i] ?? name, frame)),
      ...(unit !== undefined && { unit }),
    };
  }, [series, looked, alone]);
  const shown = data.series.length;
  return (
    <Chart
      definition={seriesChart}
      data={data}
      title={several && !alone ? 'What was read' : looked}
      note={
        several && !alone
          ? shown < series.length
            ? `${shown} of ${count(series.length)} series drawn`
            : `${shown} series`
          : (data.unit ?? '')
      }
      size="medium"
      zoomable
      aside={
        several && (
          <Button small onClick={() => setAlone(!alone)}>
            {alone
              ? 'Draw them all'
              : `Draw ${shortNames(series.map(({ name }) => name))[series.findIndex(({ name }) => name === looked)] ?? looked} alone`}
          </Button>
        )
      }
    />
  );
}
