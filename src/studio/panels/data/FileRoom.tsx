import { useEffect, useRef, useState } from 'react';
import { type Failure, toFailure } from '../../../base/errors';
import type { ParamValues } from '../../../base/params';
import type { CsvPreview } from '../../../sources/csv/preview';
import { cancelRun } from '../../../state/deps';
import { openFile, previewFile, readFile } from '../../../state/file-actions';
import { disconnect } from '../../../state/read-actions';
import { latest } from '../../../state/run';
import { useDeps, useStudio } from '../../context';
import { count } from '../../format';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { Spinner } from '../../ui/Spinner';
import styles from './FileRoom.module.css';
import { FileColumns, FileOptions } from './FileSetup';
import { FileInput } from './files';
import { OpenSource } from './OpenSource';

/** An opened file: how it would be read, and what was read of it. */
export function FileRoom() {
  const deps = useDeps();
  const { params: opened, file = 'The file', state } = useStudio(({ connection }) => connection);
  const read = useStudio((studio) => studio.read);
  const done = latest(read) !== undefined && state.status === 'done';
  const [params, setParams] = useState<ParamValues>(opened);
  const [again, setAgain] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { preview, failure } = usePreview(params, opened);
  const reading = read.status === 'running' || state.status === 'running';
  const wrong = failure ?? (state.status === 'failed' ? state.failure : undefined);
  if (done && !again) {
    return (
      <>
        <div className={styles.bar}>
          <Button kind="outline" icon="settings" onClick={() => setAgain(true)}>
            How the file is read
          </Button>
        </div>
        <OpenSource source="csv" />
      </>
    );
  }
  const take = (): void => {
    if (preview === undefined) return;
    setAgain(false);
    void readFile(deps, params, preview);
  };
  return (
    <div className={styles.file}>
      <header className={styles.head}>
        <div>
          <h1>{file}</h1>
          <p>{preview === undefined ? 'Looking into it' : about(preview)}</p>
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
          {reading && <Button onClick={() => cancelRun(deps, 'read')}>Cancel</Button>}
          {done && <Button onClick={() => setAgain(false)}>Back to the series</Button>}
          <Button kind="outline" onClick={() => input.current?.click()}>
            Another file
          </Button>
          {state.status === 'failed' && <Button onClick={() => disconnect(deps)}>Close</Button>}
        </div>
      </header>
      <FileInput ref={input} onFile={(chosen) => void openFile(deps, chosen)} />
      {wrong !== undefined && !(wrong.place !== undefined && wrong.place in shown) && <ErrorNote failure={wrong} />}
      {preview === undefined && failure === undefined && <Spinner />}
      {preview !== undefined && <FileColumns preview={preview} />}
      <FileOptions params={params} preview={preview} failure={wrong} onChange={setParams} />
    </div>
  );
}

/** Places that have a field of their own below. */
const shown = {
  delimiter: 1,
  header: 1,
  skip: 1,
  timeColumn: 1,
  timeFormat: 1,
  timeZone: 1,
  valueColumns: 1,
  decimal: 1,
  stepSeconds: 1,
};

const delimiters: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

const about = ({ count: rows, delimiter, encoding, columns }: CsvPreview): string =>
  `${count(rows)} rows of ${columns.length === 1 ? 'one column' : `${count(columns.length)} columns, parted by ${delimiters[delimiter] ?? `“${delimiter}”`}`}, in ${encoding.toUpperCase()}`;

const SETTLE = 250;

/**
 * How the file would be read; the last answer stays while the next is worked out, and when it fails. Asked anew at each
 * opening.
 */
function usePreview(
  params: ParamValues,
  opened: ParamValues,
): { readonly preview: CsvPreview | undefined; readonly failure: Failure | undefined } {
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
