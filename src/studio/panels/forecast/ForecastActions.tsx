import { useState } from 'react';
import type { ForecastRun } from '../../../pipeline/results';
import { canWrite, saveForecastCsv, saveForecastLines, saveModel } from '../../../state/share-actions';
import { useDeps, useStudio } from '../../context';
import { Button } from '../../ui/Button';
import { Section } from '../../ui/Section';
import styles from './forecast.module.css';
import { WriteBack } from './WriteBack';

/** What can be done with a forecast: write it back, hand it on, save it. */
export function ForecastActions({ run }: { readonly run: ForecastRun }) {
  const deps = useDeps();
  const [writing, setWriting] = useState(false);
  const source = useStudio((state) => state.connection.source);
  const name = useStudio((state) => state.openModel?.name) ?? run.forecast.target;
  const writable = source !== undefined && canWrite(deps);
  return (
    <Section title="Take it along">
      <div className={styles.actions}>
        {writable && (
          <Button kind="outline" onClick={() => setWriting(true)}>
            Write to InfluxDB
          </Button>
        )}
        <Button kind="outline" icon="download" onClick={() => void saveModel(deps, name, run)}>
          Model as .zip
        </Button>
        <Button kind="outline" icon="download" onClick={() => void saveForecastCsv(deps, name, run)}>
          Forecast as CSV
        </Button>
        {!writable && (
          <Button kind="outline" icon="download" onClick={() => void saveForecastLines(deps, name, run)}>
            Line protocol
          </Button>
        )}
      </div>
      {writing && <WriteBack run={run} onClose={() => setWriting(false)} />}
    </Section>
  );
}
