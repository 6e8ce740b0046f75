import { useEffect, useState } from 'react';
import { followConnections } from '../../../state/connection-actions';
import type { KeptConnection } from '../../../vault/types';
import { useDeps } from '../../context';

/** The databases that were connected to, the last used first; empty until they are read. */
export function useConnections(): readonly KeptConnection[] {
  const deps = useDeps();
  const [connections, setConnections] = useState<readonly KeptConnection[]>([]);
  useEffect(() => followConnections(deps, setConnections), [deps]);
  return connections;
}
