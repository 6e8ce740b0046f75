import { type ReactNode, useMemo, useState } from 'react';
import { cx } from './cx';
import { Icon } from './icons';
import { sortRows } from './sort-rows';
import styles from './Table.module.css';

export interface TableColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** Right-aligned, in the figures' face. */
  readonly numeric?: boolean;
  /** What it is sorted by; a column without it is not sorted. */
  readonly value?: (row: Row) => string | number;
  /** What it shows; `value` when absent. */
  readonly cell?: (row: Row) => ReactNode;
  /** What the title stands for, shown on hover. */
  readonly help?: string;
}

export interface TableProps<Row> {
  /** Read as its name. */
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly sort?: { readonly column: string; readonly direction: 'up' | 'down' };
  /** A click on a row, or Enter on its first cell. */
  readonly onPick?: (row: Row) => void;
  readonly picked?: (row: Row) => boolean;
  /** The row to read first: the model among its baselines. */
  readonly strong?: (row: Row) => boolean;
  /** Buttons at a row's end. */
  readonly actions?: (row: Row) => ReactNode;
  /** How many rows are shown, once they are in their order; absent = all. */
  readonly most?: number;
  /** In place of rows when there are none. */
  readonly empty?: ReactNode;
  readonly className?: string;
}

/** Figures in rows: sortable, aligned, with what one can do at the end of each. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, rowKey, onPick, picked, strong, actions, empty, most, className } = props;
  const [sort, setSort] = useState(props.sort);
  const sorted = useMemo(() => {
    const value = columns.find((column) => column.id === sort?.column)?.value;
    return sort === undefined || value === undefined ? rows : sortRows(rows, value, sort.direction);
  }, [rows, columns, sort]);
  if (rows.length === 0 && empty !== undefined) return empty;
  return (
    <div className={cx(styles.frame, className)}>
      <table className={styles.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={sort} onSort={setSort} />
            ))}
            {actions !== undefined && <th scope="col" aria-label="Actions" />}
          </tr>
        </thead>
        <tbody>
          {(most === undefined ? sorted : sorted.slice(0, most)).map((row) => (
            <tr
              key={rowKey(row)}
              aria-selected={picked?.(row)}
              data-strong={strong?.(row)}
              className={onPick === undefined ? undefined : styles.pick}
              onClick={onPick === undefined ? undefined : () => onPick(row)}
            >
              {columns.map((column, index) => {
                const shown = column.cell?.(row) ?? column.value?.(row);
                return (
                  <td key={column.id} data-numeric={column.numeric}>
                    {index === 0 && onPick !== undefined ? (
                      <button type="button" className={styles.name}>
                        {shown}
                      </button>
                    ) : (
                      shown
                    )}
                  </td>
                );
              })}
              {actions !== undefined && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: only keeps a button's click from picking the row.
                <td onClick={(event) => event.stopPropagation()}>
                  <div className={styles.actions}>{actions(row)}</div>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps<Row> {
  readonly column: TableColumn<Row>;
  readonly sort: TableProps<Row>['sort'];
  readonly onSort: (sort: { readonly column: string; readonly direction: 'up' | 'down' }) => void;
}

function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  if (column.title === '') return <td />;
  const mine = sort?.column === column.id ? sort.direction : undefined;
  if (column.value === undefined) {
    return (
      <th scope="col" data-numeric={column.numeric} title={column.help}>
        {column.title}
      </th>
    );
  }
  const next = mine === 'up' ? 'down' : mine === 'down' ? 'up' : column.numeric ? 'down' : 'up';
  return (
    <th
      scope="col"
      data-numeric={column.numeric}
      title={column.help}
      aria-sort={mine === undefined ? undefined : mine === 'up' ? 'ascending' : 'descending'}
    >
      <button
        type="button"
        className={styles.sort}
        data-idle={mine === undefined}
        onClick={() => onSort({ column: column.id, direction: next })}
      >
        {column.title}
        <Icon name={(mine ?? next) === 'up' ? 'up' : 'down'} />
      </button>
    </th>
  );
}
