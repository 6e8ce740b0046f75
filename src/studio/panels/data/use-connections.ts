import { useEffect, useState } from 'react';
import type { Choice } from '../../../base/definition';
import { sayFailure } from '../../../state/deps';
import { useDeps } from '../../context';

/** The database that was open at the last visit, its secrets left out. */
export function useRemembered(): Choice | undefined {
  const deps = useDeps();
  const [remembered, setRemembered] = useState<Choice>();
  useEffect(() => {
    let gone = false;
    deps.vault
      .then((vault) => vault.settings.read())
      .then(({ connection }) => {
        if (!gone && connection?.id.startsWith('influxdb')) setRemembered(connection);
      })
      .catch((error: unknown) => sayFailure(deps, error));
    return () => {
      gone = true;
    };
  }, [deps]);
  return remembered;
}
