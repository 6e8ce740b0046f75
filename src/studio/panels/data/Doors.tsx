import { useRef, useState } from 'react';
import { type DemoSet, openDemo } from '../../../state/demo-actions';
import { latest } from '../../../state/run';
import type { KeptConnection } from '../../../vault/types';
import { useDeps, useStudio } from '../../context';
import { count } from '../../format';
import { Door, Doors as Frame } from '../../ui/Door';
import { DoorPicture } from './DoorPicture';
import styles from './Doors.module.css';
import { FileInput } from './files';

export interface DoorsProps {
  /** The databases of earlier visits, the last used first. */
  readonly saved: readonly KeptConnection[];
  readonly onDatabase: () => void;
  readonly onConnection: (connection: KeptConnection) => void;
  readonly onFile: (file: File) => void;
}

/** How many saved connections are named here; the form lists them all. */
const SHOWN = 3;

/** The first visit: three doors, and what lies behind each. */
export function Doors({ saved, onDatabase, onConnection, onFile }: DoorsProps) {
  const deps = useDeps();
  const [opening, setOpening] = useState<DemoSet>();
  const file = useRef<HTMLInputElement>(null);
  const demo = (set: DemoSet): void => {
    setOpening(set);
    void openDemo(deps, set).finally(() => setOpening(undefined));
  };
  const busy = opening !== undefined;
  return (
    <>
      <Frame title="Open a series" words="See what it is made of, forecast it, find what is odd in it.">
        <Door
          title="Look around first"
          words="Twelve weeks of a region’s energy demand, forecast by a network that learns while you watch."
          action="Demo data"
          busy={busy}
          picture={<DoorPicture of="demo" />}
          onOpen={() => demo('energy')}
        />
        <Door
          title="Your database"
          words="Version 1.x, 2.x or 3.x: browse what it holds, read it in InfluxQL, Flux or SQL, write forecasts back when you say so."
          action="InfluxDB"
          picture={<DoorPicture of="database" />}
          onOpen={onDatabase}
        />
        <Door
          title="Your file"
          words="CSV, JSON lines, Parquet or line protocol, with a row for each moment. Or drop it, or paste a table, anywhere on this page."
          action="Open a file"
          picture={<DoorPicture of="file" />}
          onOpen={() => file.current?.click()}
        />
      </Frame>
      <FileInput ref={file} onFile={onFile} />
      <div className={styles.below}>
        <p>
          More demo data:{' '}
          <button type="button" className={styles.link} disabled={busy} onClick={() => demo('fleet')}>
            group a fleet of hosts
          </button>
          {', '}
          <button type="button" className={styles.link} disabled={busy} onClick={() => demo('racks')}>
            see when each of 100 disks is full
          </button>
          {' or '}
          <button type="button" className={styles.link} disabled={busy} onClick={() => demo('sensors')}>
            explore city sensors
          </button>
          .
        </p>
        {saved.length > 0 && (
          <p>
            Connected before:{' '}
            {saved.slice(0, SHOWN).map((connection, i) => (
              <span key={connection.id}>
                {i > 0 && ', '}
                <button type="button" className={styles.link} onClick={() => onConnection(connection)}>
                  {connection.name}
                </button>
              </span>
            ))}
            {saved.length > SHOWN && (
              <>
                {' and '}
                <button type="button" className={styles.link} onClick={onDatabase}>
                  {count(saved.length - SHOWN)} more
                </button>
              </>
            )}
            .
          </p>
        )}
        <Kept />
        <p>Everything runs in this tab. Your data and passwords go nowhere but to the database you name.</p>
      </div>
    </>
  );
}

/** How many models the library holds, once it is known that there are some. */
function Kept() {
  const deps = useDeps();
  const library = useStudio((state) => state.library);
  const models = latest(library)?.length ?? 0;
  if (models === 0) return null;
  return (
    <p>
      {count(models)} {models === 1 ? 'model' : 'models'} kept here:{' '}
      <button type="button" className={styles.link} onClick={() => deps.store.setState({ room: 'library' })}>
        open the library
      </button>
      .
    </p>
  );
}
