import { lazy, Suspense, useState } from 'react';
import { isFile, openFile } from '../../../state/file-actions';
import { openDatabase } from '../../../state/read-actions';
import type { KeptConnection } from '../../../vault/types';
import { useDeps, useStudio } from '../../context';
import { needsNothing } from './connect-fields';
import styles from './DataRoom.module.css';
import { Doors } from './Doors';
import { useConnections } from './use-connections';

export { DataFindings } from './DataFindings';

const OpenSource = lazy(() => import('./OpenSource').then((module) => ({ default: module.OpenSource })));
const ConnectForm = lazy(() => import('./ConnectForm'));
const FileRoom = lazy(() => import('./FileRoom').then((module) => ({ default: module.FileRoom })));

/** Where series come from: three doors, a connection, or an open source. */
export function DataRoom() {
  return (
    <div className={styles.room}>
      <Suspense fallback={null}>
        <Within />
      </Suspense>
    </div>
  );
}

function Within() {
  const deps = useDeps();
  const { source, params, state, file } = useStudio(({ connection }) => connection);
  const [connecting, setConnecting] = useState(false);
  const [opened, setOpened] = useState<KeptConnection>();
  const saved = useConnections();
  const database = source?.startsWith('influxdb') === true;
  if (source !== undefined && isFile(source) && file !== undefined) return <FileRoom key={`${source} ${file}`} />;
  if (source !== undefined && state.status === 'done') return <OpenSource source={source} />;
  if (connecting || database) {
    const known = source !== undefined && database ? { id: source, params } : undefined;
    return <ConnectForm remembered={known} saved={saved} opened={opened} onClose={() => setConnecting(false)} />;
  }
  const open = (connection: KeptConnection): void => {
    const { source: to, sealed } = connection;
    setOpened(connection);
    if (sealed === undefined && needsNothing(to)) void openDatabase(deps, to.id, to.params);
    else setConnecting(true);
  };
  return (
    <Doors
      saved={saved}
      onDatabase={() => {
        setOpened(saved[0]);
        setConnecting(true);
      }}
      onConnection={open}
      onFile={(chosen) => void openFile(deps, chosen)}
    />
  );
}
