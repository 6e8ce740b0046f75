import { useEffect, useMemo, useRef, useState } from 'react';
import { type Failure, toFailure } from '../../../base/errors';
import type { VersionComparison } from '../../../pipeline/compare-versions';
import { networks } from '../../../state/families';
import { restoreModel } from '../../../state/library-actions';
import {
  compareVersionsOf,
  goBackTo,
  type ListedVersion,
  pinVersion,
  removeVersion,
  versionsOf,
} from '../../../state/version-actions';
import type { ModelCard } from '../../../vault/types';
import { MOST_VERSION_BYTES, MOST_VERSIONS } from '../../../vault/versions';
import { backendName } from '../../backend-names';
import { useDeps, useStudio, useZone } from '../../context';
import { bytes, count, counted, figure, mase, NOTHING, span } from '../../format';
import { Button, IconButton } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { ErrorNote } from '../../ui/ErrorNote';
import { Menu } from '../../ui/Menu';
import { Table, type TableColumn } from '../../ui/Table';
import { useMedia } from '../../ui/use-media';
import { When } from '../../When';
import panel from '../panel.module.css';
import { learnedWords } from './learned-words';
import styles from './library.module.css';

/** The versions of a model: what each learned from and how it fared, to go back to, to pin, to delete, to compare. */
export function Versions({ card, onClose }: { readonly card: ModelCard; readonly onClose: () => void }) {
  const deps = useDeps();
  const zone = useZone();
  const phone = useMedia('(max-width: 699px)');
  const open = useStudio((state) => state.openModel?.id === card.id);
  const [failure, setFailure] = useState<Failure>();
  const [deleted, setDeleted] = useState<{ readonly number: number; readonly token: string }>();
  const all = useVersions(card, setFailure);
  const { comparison, busy, compare } = useComparison(card, all, setFailure);
  const columns = useMemo(() => {
    const left = phone ? ['range', 'rows', 'backend', 'seconds'] : [];
    return columnsFor(zone, networks(card.modelId), comparison?.errors).filter(({ id }) => !left.includes(id));
  }, [zone, phone, comparison, card.modelId]);
  const remove = async (number: number): Promise<void> => {
    const token = await removeVersion(deps, card, number);
    if (token !== undefined) setDeleted({ number, token });
  };
  const size = all?.reduce((sum, version) => sum + version.bytes, 0) ?? 0;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Versions"
      note={card.name}
      actions={
        <>
          {(all?.length ?? 0) > 1 && (
            <Button kind="outline" busy={busy} onClick={compare}>
              Compare on the same points
            </Button>
          )}
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className={styles.versions}>
        {failure !== undefined && (
          <ErrorNote failure={failure} actions={<Button onClick={() => setFailure(undefined)}>Dismiss</Button>} />
        )}
        {all !== undefined && (
          <Table
            caption={`Versions of ${card.name}`}
            columns={columns}
            rows={all}
            rowKey={({ number }) => String(number)}
            strong={({ current }) => current}
            actions={(version) =>
              version.current ? (
                <span className={panel.words}>now</span>
              ) : (
                <Menu
                  label={`Actions for version ${version.number}`}
                  trigger={(props) => (
                    <IconButton {...props} small icon="more" label={`Actions for version ${version.number}`} />
                  )}
                  items={[
                    {
                      id: 'back',
                      label: 'Go back to this version',
                      icon: 'undo',
                      run: () => void goBackTo(deps, card, version.number),
                    },
                    {
                      id: 'pin',
                      label: version.pinned === true ? 'Unpin' : 'Pin: never make room',
                      icon: 'star',
                      run: () => void pinVersion(deps, card, version.number, version.pinned !== true),
                    },
                    {
                      id: 'delete',
                      label: 'Delete',
                      icon: 'trash',
                      danger: true,
                      run: () => void remove(version.number),
                    },
                  ]}
                />
              )
            }
          />
        )}
        {/* The notice that says so lies under this dialog, out of reach. */}
        {deleted !== undefined && (
          <p className={panel.words} role="status">
            {`Version ${deleted.number} is deleted. `}
            <Button
              key={deleted.number}
              small
              kind="outline"
              autoFocus
              onClick={() => {
                setDeleted(undefined);
                void restoreModel(deps, deleted.token);
              }}
            >
              Undo
            </Button>
          </p>
        )}
        {open && (all?.length ?? 0) > 1 && (
          <p className={panel.words}>
            Going back also puts the data on screen that the version was made from; what is newer is read again in Data.
          </p>
        )}
        {comparison !== undefined && <p className={panel.words}>{comparison.words}</p>}
        <p className={panel.words}>
          {all?.length === 1
            ? 'Only one so far. Retrain it on newer data and keep the result: the one before then stays here.'
            : `${counted(all?.length ?? 0, 'version')}, ${bytes(size)}. A model keeps ${MOST_VERSIONS} older ones, of ${bytes(MOST_VERSION_BYTES)} together; then the oldest that is not pinned makes room.`}
        </p>
      </div>
    </Dialog>
  );
}

/** The versions of a model, read again whenever the model changes. */
function useVersions(card: ModelCard, fail: (failure: Failure) => void): readonly ListedVersion[] | undefined {
  const deps = useDeps();
  const [all, setAll] = useState<readonly ListedVersion[]>();
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    let gone = false;
    let leave: (() => void) | undefined;
    void deps.vault.then((vault) => {
      if (gone) return;
      leave = vault.subscribe((change) => {
        if (change.in === 'models' && change.id === card.id) setChanges((number) => number + 1);
      });
    });
    return () => {
      gone = true;
      leave?.();
    };
  }, [deps, card.id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the versions change with the count of changes.
  useEffect(() => {
    let gone = false;
    versionsOf(deps, card).then(
      (found) => {
        if (!gone) setAll(found);
      },
      (error: unknown) => {
        if (!gone) fail(toFailure(error));
      },
    );
    return () => {
      gone = true;
    };
  }, [deps, card, changes, fail]);
  return all;
}

interface Compared {
  /** Mean absolute error by version number. */
  readonly errors: ReadonlyMap<number, number>;
  readonly words: string;
}

/** All versions judged on the same points, when asked for. What was found holds for those versions only. */
function useComparison(
  card: ModelCard,
  all: readonly ListedVersion[] | undefined,
  fail: (failure: Failure | undefined) => void,
) {
  const deps = useDeps();
  const zone = useZone();
  const [found, setFound] = useState<{ readonly of: unknown; readonly comparison: Compared }>();
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const compare = async (): Promise<void> => {
    if (all === undefined) return;
    const controller = new AbortController();
    running.current = controller;
    setBusy(true);
    fail(undefined);
    try {
      const numbers = all.map(({ number }) => number);
      const result = await compareVersionsOf(deps, card, numbers, controller.signal);
      setFound({ of: all, comparison: comparedIn(result, numbers, zone) });
    } catch (error) {
      if (!controller.signal.aborted) fail(toFailure(error));
    } finally {
      if (!controller.signal.aborted) setBusy(false);
    }
  };
  return { comparison: found?.of === all ? found?.comparison : undefined, busy, compare: () => void compare() };
}

function comparedIn({ metrics, judgedOn, forecasts }: VersionComparison, numbers: readonly number[], zone: string) {
  const errors = new Map(metrics.map(({ mae }, i) => [numbers[i] ?? 0, mae]));
  const best = [...errors].reduce((least, one) => (one[1] < least[1] ? one : least), [0, Number.POSITIVE_INFINITY]);
  const where = `${counted(forecasts, 'forecast')} over ${span(judgedOn.start, judgedOn.stop, zone)}, which no version had learned from`;
  const near = [...errors].filter(([, error]) => error <= 1.005 * best[1]).map(([number]) => number);
  const closest =
    near.length > 1
      ? `versions ${listed(near.toSorted((a, b) => a - b))} are equally close`
      : `version ${best[0]} is the closest`;
  const words = Number.isFinite(best[1])
    ? `Judged on the same points, ${where}: ${closest}, off by ${figure(best[1])} on average.`
    : `Nothing is known of what happened in the ${where}.`;
  return { errors, words };
}

/** `1 and 2`, `1, 2 and 3`. */
const listed = (numbers: readonly number[]): string => numbers.join(', ').replace(/, (\d+)$/, ' and $1');

const columnsFor = (
  zone: string,
  isNetwork: boolean,
  errors: ReadonlyMap<number, number> | undefined,
): readonly TableColumn<ListedVersion>[] => [
  {
    id: 'number',
    title: 'Version',
    value: ({ number }) => number,
    cell: ({ number, pinned, learnedFrom }) => (
      <span className={styles.version}>
        <span>{`${number}${pinned === true ? ', pinned' : ''}`}</span>
        <span className={panel.words} title={learnedFrom && `Fingerprint of its data: ${learnedFrom.data}`}>
          {learnedFrom === undefined ? 'From before such notes were kept.' : learnedWords(learnedFrom)}
        </span>
      </span>
    ),
  },
  {
    id: 'when',
    title: 'Learned',
    value: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <When at={createdAt} />,
  },
  {
    id: 'range',
    title: 'From data of',
    value: ({ learnedFrom }) => learnedFrom?.range.start ?? Number.NaN,
    cell: ({ learnedFrom }) =>
      learnedFrom === undefined ? NOTHING : span(learnedFrom.range.start, learnedFrom.range.stop, zone),
  },
  {
    id: 'rows',
    title: 'Rows',
    numeric: true,
    help: 'Values it learned from; those held back to judge by are not counted.',
    value: ({ learnedFrom }) => learnedFrom?.rows ?? Number.NaN,
    cell: ({ learnedFrom }) => (learnedFrom === undefined ? NOTHING : count(learnedFrom.rows)),
  },
  {
    id: 'mase',
    title: 'MASE',
    numeric: true,
    help: 'On what was held back when it was learned: each version on points of its own. Below 1 is better than repeating the season.',
    value: ({ metrics }) => metrics[0]?.mase ?? Number.NaN,
    cell: ({ metrics }) => mase(metrics[0]?.mase ?? Number.NaN),
  },
  ...(errors === undefined
    ? []
    : [
        {
          id: 'same',
          title: 'MAE, same points',
          numeric: true,
          help: 'Mean absolute error on points that no version had learned from, the same for all.',
          value: ({ number }: ListedVersion) => errors.get(number) ?? Number.NaN,
          cell: ({ number }: ListedVersion) => figure(errors.get(number) ?? Number.NaN),
        },
      ]),
  {
    id: 'backend',
    title: 'Backend',
    value: ({ backend }) => (isNetwork ? backendName(backend) : NOTHING),
  },
  {
    id: 'seconds',
    title: 'Took',
    numeric: true,
    value: ({ seconds }) => seconds,
    cell: ({ seconds }) => (seconds < 0.01 ? 'under 0.01 s' : `${figure(seconds, 2)} s`),
  },
];
