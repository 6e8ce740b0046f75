import { lazy, Suspense, useState } from 'react';
import { openFile } from '../../../state/file-actions';
import { useDeps, useStudio } from '../../context';
import { ConnectForm } from './ConnectForm';
import styles from './DataRoom.module.css';
import { Doors } from './Doors';
import { useFileDrop } from './files';
import { useRemembered } from './use-remembered';

export { DataFindings } from './DataFindings';

const OpenSource = lazy(() => import('./OpenSource').then((module) => ({ default: module.OpenSource })));
const FileRoom = lazy(() => import('./FileRoom').then((module) => ({ default: module.FileRoom })));

/** Where series come from: three doors, a connection, or an open source. A file may be dropped at any time. */
export function DataRoom() {
  const deps = useDeps();
  const over = useFileDrop((file) => void openFile(deps, file));
  return (
    <div className={styles.room}>
      <Suspense fallback={null}>
        <Within />
      </Suspense>
      {over && (
        <div className={styles.drop} aria-hidden="true">
          <p>Drop it to open it</p>
        </div>
      )}
    </div>
  );
}

function Within() {
  const deps = useDeps();
  const { source, params, state, file } = useStudio(({ connection }) => connection);
  const [connecting, setConnecting] = useState(false);
  const remembered = useRemembered();
  const database = source?.startsWith('influxdb') === true;
  if (source === 'csv' && file !== undefined) return <FileRoom key={file} />;
  if (source !== undefined && state.status === 'done') return <OpenSource source={source} />;
  if (connecting || database) {
    const known = source !== undefined && database ? { id: source, params } : remembered;
    return <ConnectForm remembered={known} onClose={() => setConnecting(false)} />;
  }
  return (
    <Doors
      remembered={remembered}
      onDatabase={() => setConnecting(true)}
      onFile={(chosen) => void openFile(deps, chosen)}
    />
  );
}
