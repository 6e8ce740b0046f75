import { useEffect, useState } from 'react';
import type { Choice } from '../../../base/definition';
import { type DemoSet, openDemo } from '../../../state/demo-actions';
import { sayFailure } from '../../../state/deps';
import { valueOf } from '../../../state/run';
import { refreshLibrary } from '../../../state/work-actions';
import { useDeps, useStudio } from '../../context';
import { count } from '../../format';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Spinner } from '../../ui/Spinner';
import { DoorPicture } from './DoorPicture';
import styles from './Doors.module.css';
import { ChooseFile } from './files';

export interface DoorsProps {
  /** Opens the connection form, filled in with what is remembered when there is such. */
  readonly onDatabase: (remembered?: Choice) => void;
  readonly onFile: (file: File) => void;
}

/** The first visit: three doors, and what lies behind each. */
export function Doors({ onDatabase, onFile }: DoorsProps) {
  const deps = useDeps();
  const [opening, setOpening] = useState<DemoSet>();
  const demo = (set: DemoSet): void => {
    setOpening(set);
    void openDemo(deps, set).finally(() => setOpening(undefined));
  };
  const remembered = useRemembered();
  return (
    <div className={styles.entry}>
      <header>
        <h1 className={styles.title}>Open a series</h1>
        <p className={styles.lead}>See what it is made of, forecast it, find what is odd in it.</p>
      </header>
      <div className={styles.doors}>
        <section className={styles.door}>
          <DoorPicture of="demo" />
          <h2>
            <button type="button" className={styles.open} disabled={opening !== undefined} onClick={() => demo('energy')}>
              Demo data
            </button>
            {opening !== undefined && <Spinner />}
          </h2>
          <p>Twelve weeks of a region’s energy demand, forecast by a network that learns while you watch.</p>
          <p className={styles.also}>
            Or{' '}
            <button type="button" className={styles.link} disabled={opening !== undefined} onClick={() => demo('fleet')}>
              group a fleet of hosts
            </button>
            ,{' '}
            <button type="button" className={styles.link} disabled={opening !== undefined} onClick={() => demo('sensors')}>
              explore city sensors
            </button>
          </p>
        </section>
        <section className={styles.door}>
          <DoorPicture of="database" />
          <h2>
            <button type="button" className={styles.open} onClick={() => onDatabase()}>
              InfluxDB
            </button>
          </h2>
          <p>Connect to 1.x or 2.x, browse what it holds and read it in InfluxQL or Flux.</p>
          {remembered !== undefined && (
            <p className={styles.also}>
              <button type="button" className={styles.link} onClick={() => onDatabase(remembered)}>
                Again: {String(remembered.params.url ?? 'the last one')}
              </button>
            </p>
          )}
        </section>
        <section className={styles.door}>
          <DoorPicture of="file" />
          <h2>
            <ChooseFile className={styles.open ?? ''} onFile={onFile}>
              Open a file
            </ChooseFile>
          </h2>
          <p>CSV or TSV with a row for each moment. Drop it anywhere on this page, if you like.</p>
        </section>
      </div>
      <p className={styles.quiet}>
        Everything runs in this tab. Your data and your passwords go nowhere but to the database you name.
      </p>
      <Kept />
    </div>
  );
}

/** How many models the library holds, once it is known that there are some. */
function Kept() {
  const deps = useDeps();
  const library = useStudio((state) => state.library);
  useEffect(() => {
    if (deps.store.getState().library.status === 'idle') void refreshLibrary(deps);
  }, [deps]);
  const models = valueOf(library)?.length ?? 0;
  if (models === 0) return null;
  return (
    <p className={cx(styles.quiet, styles.kept)}>
      {count(models)} {models === 1 ? 'model' : 'models'} kept here:
      <Button small onClick={() => deps.store.setState({ room: 'library' })}>
        Open the library
      </Button>
    </p>
  );
}

/** The database that was open at the last visit, its secrets left out. */
export function useRemembered(): Choice | undefined {
  const deps = useDeps();
  const [remembered, setRemembered] = useState<Choice>();
  useEffect(() => {
    let gone = false;
    deps.vault
      .then((vault) => vault.settings.read())
      .then(
        ({ connection }) => {
          if (!gone && connection?.id.startsWith('influxdb')) setRemembered(connection);
        },
        (error: unknown) => sayFailure(deps, error),
      );
    return () => {
      gone = true;
    };
  }, [deps]);
  return remembered;
}
