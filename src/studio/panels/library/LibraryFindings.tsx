import { useEffect, useState } from 'react';
import { toFailure } from '../../../base/errors';
import { followKeptData, forgetKeptData } from '../../../state/kept-data';
import { latest } from '../../../state/run';
import type { Usage } from '../../../vault/types';
import { useDeps, useStudio } from '../../context';
import { bytes } from '../../format';
import { Button } from '../../ui/Button';
import { Stat } from '../../ui/Stat';
import styles from '../panel.module.css';

/** How much is kept here, and how safely. */
export default function LibraryFindings() {
  const deps = useDeps();
  const cards = useStudio((state) => latest(state.library));
  const [usage, setUsage] = useState<Usage>();
  const [why, setWhy] = useState<string>();
  const [data, setData] = useState(0);
  useEffect(() => followKeptData(deps, setData), [deps]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is kept changes with the cards and the data.
  useEffect(() => {
    let gone = false;
    void deps.vault
      .then(async (vault) => {
        const room = await vault.usage();
        if (gone) return;
        setUsage(room);
        setWhy(vault.ephemeral ? (vault.why ?? 'What you keep lasts only until this tab is closed.') : undefined);
      })
      .catch((error: unknown) => setWhy(toFailure(error).message));
    return () => {
      gone = true;
    };
  }, [deps, cards, data]);
  const persist = async (): Promise<void> => {
    const vault = await deps.vault;
    await vault.persist();
    setUsage(await vault.usage());
  };
  const models = cards?.length ?? 0;
  return (
    <div className={styles.findings}>
      <Stat
        title="What is kept?"
        figure={models === 1 ? '1 model' : `${models} models`}
        words={
          usage?.used === undefined
            ? 'in this browser.'
            : `${bytes(usage.used)} in this browser${usage.quota === undefined ? '' : ` of ${bytes(usage.quota)} it allows`}.`
        }
      />
      {data > 0 && (
        <>
          <p className={styles.words}>
            Data read from databases takes up about {bytes(data)}. It is kept so that reading again asks only for what
            is new.
          </p>
          <div className={styles.actions}>
            <Button kind="outline" icon="trash" onClick={() => void forgetKeptData(deps)}>
              Forget kept data
            </Button>
          </div>
        </>
      )}
      {why !== undefined && <p className={styles.words}>{why}</p>}
      {usage !== undefined && !usage.persisted && why === undefined && (
        <>
          <p className={styles.words}>
            The browser may clear it when the disk runs full. Export what you cannot lose, or ask it to keep this.
          </p>
          <div className={styles.actions}>
            <Button kind="outline" onClick={() => void persist()}>
              Ask to keep it
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
