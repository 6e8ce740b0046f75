import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { toFailure } from '../../../base/errors';
import type { SeriesQuery } from '../../../frame/query';
import type { CatalogNode } from '../../../sources/types';
import { catalog } from '../../../state/open-actions';
import { useDeps } from '../../context';
import { count } from '../../format';
import { TextInput } from '../../ui/Input';
import { Icon } from '../../ui/icons';
import { holdRoom, scrollToRow, useRowWindow } from '../../ui/row-window';
import { Spinner } from '../../ui/Spinner';
import { type Choosable, choosable } from './choosable';
import styles from './ValuePicker.module.css';

export interface ValuePickerProps {
  readonly query: Pick<SeriesQuery, 'database' | 'measurement'>;
  readonly tag: string;
  readonly chosen: readonly string[];
  readonly onToggle: (value: string) => void;
}

/** The values of a tag, thousands of them if need be: typed to find, taken by arrow keys and Enter or by a click. */
export function ValuePicker({ query: { database, measurement }, tag, chosen, onToggle }: ValuePickerProps) {
  const deps = useDeps();
  const id = useId();
  const [values, setValues] = useState<readonly CatalogNode[]>();
  const [why, setWhy] = useState<string>();
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    catalog(deps, { database, measurement, tag }).then(
      (nodes) => {
        if (!gone) setValues(nodes);
      },
      (error: unknown) => {
        if (!gone) setWhy(toFailure(error).message);
      },
    );
    return () => {
      gone = true;
    };
  }, [deps, database, measurement, tag]);
  const rows = useMemo(() => choosable(values ?? [], chosen, search), [values, chosen, search]);
  const { first, last, above, below, rowHeight } = useRowWindow(list, rows.length, '[role="option"]');
  const at = Math.min(active, rows.length - 1);
  const go = (place: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, place));
    setActive(next);
    if (list.current !== null) scrollToRow(list.current, next, rowHeight);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
    const row = rows[at];
    if (to !== undefined) go(to);
    else if (event.key === 'Enter' && row !== undefined) onToggle(row.name);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.picker}>
      <TextInput
        type="search"
        role="combobox"
        aria-label={`Find a value of ${tag}`}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={rows.length > 0 ? `${id}-${at}` : undefined}
        placeholder={
          values === undefined || values.length < 2 ? 'Find a value' : `Find in ${count(values.length)} values`
        }
        value={search}
        onChange={(next) => {
          setSearch(next);
          setActive(0);
          if (list.current !== null) list.current.scrollTop = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={`Values of ${tag}`}
        aria-multiselectable
        className={styles.list}
      >
        {above > 0 && <div ref={holdRoom(above)} aria-hidden="true" />}
        {rows.slice(first, last).map((row, i) => (
          <Row
            key={`${row.typed} ${row.name}`}
            id={`${id}-${first + i}`}
            row={row}
            place={first + i}
            of={rows.length}
            active={first + i === at}
            onPress={() => {
              setActive(first + i);
              onToggle(row.name);
            }}
          />
        ))}
        {below > 0 && <div ref={holdRoom(below)} aria-hidden="true" />}
      </div>
      {values === undefined && why === undefined && (
        <p className={styles.words} role="status">
          <Spinner /> Reading
        </p>
      )}
      {why !== undefined && (
        <p className={styles.words} role="alert">
          {why}
        </p>
      )}
      {values !== undefined && rows.length === 0 && <p className={styles.words}>This tag has no values.</p>}
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly row: Choosable;
  readonly place: number;
  readonly of: number;
  readonly active: boolean;
  readonly onPress: () => void;
}

const Row = ({ id, row, place, of, active, onPress }: RowProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the field above hears the keys.
  // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus.
  <div
    id={id}
    role="option"
    aria-selected={row.chosen}
    aria-posinset={place + 1}
    aria-setsize={of}
    data-active={active}
    className={styles.row}
    onClick={onPress}
  >
    <span className={styles.box} data-on={row.chosen}>
      {row.chosen && <Icon name="check" />}
    </span>
    <span className={styles.name}>
      {row.typed ? `“${row.name}”, as typed` : row.name === '' ? 'no value' : row.name}
    </span>
    {row.count !== undefined && <span className={styles.count}>{count(row.count)}</span>}
  </div>
);
