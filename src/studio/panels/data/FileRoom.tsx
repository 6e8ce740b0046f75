import { useEffect, useRef, useState } from 'react';
import { type Failure, toFailure } from '../../../base/errors';
import type { ParamValues } from '../../../base/params';
import type { FilePreview } from '../../../sources/table';
import { cancelRun } from '../../../state/deps';
import { fileKinds, openFile, previewFile, readFile, takeFor } from '../../../state/file-actions';
import { disconnect, sourceCard } from '../../../state/open-actions';
import { latest } from '../../../state/run';
import { useDeps, useStudio } from '../../context';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { Select } from '../../ui/Select';
import { Spinner } from '../../ui/Spinner';
import { FileColumns } from './FileColumns';
import styles from './FileRoom.module.css';
import { FileOptions } from './FileSetup';
import { aboutFile } from './file-words';
import { FileInput } from './files';
import { OpenSource } from './OpenSource';

/** An opened file: how it would be read, and what was read of it. */
export function FileRoom() {
  const deps = useDeps();
  const { source = '', params: opened, file = 'The file', state } = useStudio(({ connection }) => connection);
  const read = useStudio((studio) => studio.read);
  const loading = useStudio((studio) => studio.loading.status === 'running');
  const done = latest(read) !== undefined && state.status === 'done';
  const zone = useStudio((studio) => studio.zone);
  // Times without an offset are most likely of the zone one works in.
  const [params, setParams] = useState<ParamValues>(() =>
    done || zone === 'UTC' || sourceCard(source).params.timeZone === undefined ? opened : { timeZone: zone, ...opened },
  );
  const [again, setAgain] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { preview, failure } = usePreview(params, opened);
  const reading = loading || read.status === 'running' || state.status === 'running';
  const wrong = failure ?? (state.status === 'failed' ? state.failure : undefined);
  if (done && !again) {
    return (
      <>
        <div className={styles.bar}>
          <Button kind="outline" icon="settings" onClick={() => setAgain(true)}>
            How the file is read
          </Button>
        </div>
        <OpenSource source={source} />
      </>
    );
  }
  const take = (): void => {
    setAgain(false);
    void readFile(deps, params);
  };
  const stop = (): void => {
    cancelRun(deps, 'loading');
    cancelRun(deps, 'read');
  };
  const hasField = wrong?.place !== undefined && wrong.place in sourceCard(source).params;
  return (
    <div className={styles.file}>
      <header className={styles.head}>
        <div>
          <h1>{file}</h1>
          <p>{preview !== undefined ? aboutFile(preview) : wrong === undefined ? 'Looking into it' : 'Not read yet'}</p>
        </div>
        <div className={styles.actions}>
          <Button
            kind="primary"
            busy={reading}
            disabled={preview === undefined || failure !== undefined}
            onClick={take}
          >
            {reading ? 'Reading' : 'Read'}
          </Button>
          {reading && <Button onClick={stop}>Cancel</Button>}
          {done && <Button onClick={() => setAgain(false)}>Back to the series</Button>}
          <Button kind="outline" onClick={() => input.current?.click()}>
            Another file
          </Button>
          {state.status === 'failed' && <Button onClick={() => disconnect(deps)}>Close</Button>}
        </div>
      </header>
      <FileInput ref={input} onFile={(chosen) => void openFile(deps, chosen)} />
      <div className={styles.kind}>
        <span id="file-kind">Taken for</span>
        <Select
          aria-labelledby="file-kind"
          value={source}
          options={fileKinds.map(({ id, title }) => ({
            value: id,
            label: id === 'csv' ? 'Table of text (CSV, TSV)' : title,
          }))}
          onChange={(kind) => void takeFor(deps, kind)}
        />
      </div>
      {wrong !== undefined && !hasField && <ErrorNote failure={wrong} />}
      {preview === undefined && wrong === undefined && <Spinner />}
      {preview !== undefined && <FileColumns preview={preview} />}
      <FileOptions
        schema={sourceCard(source).params}
        params={params}
        preview={preview}
        failure={wrong}
        onChange={setParams}
      />
    </div>
  );
}

const SETTLE = 250;

/**
 * How the file would be read; the last answer stays while the next is worked out, and when it fails. Asked anew at each
 * opening.
 */
function usePreview(
  params: ParamValues,
  opened: ParamValues,
): { readonly preview: FilePreview | undefined; readonly failure: Failure | undefined } {
  const deps = useDeps();
  const [known, setKnown] = useState<ReturnType<typeof usePreview>>({ preview: undefined, failure: undefined });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another opening may be another file.
  useEffect(() => {
    const controller = new AbortController();
    const wait = setTimeout(() => {
      previewFile(deps, params, controller.signal).then(
        (preview) => setKnown({ preview, failure: undefined }),
        (error: unknown) => {
          const failure = toFailure(error);
          if (failure.code !== 'cancelled') setKnown(({ preview }) => ({ preview, failure }));
        },
      );
    }, SETTLE);
    return () => {
      clearTimeout(wait);
      controller.abort();
    };
  }, [deps, params, opened]);
  return known;
}
