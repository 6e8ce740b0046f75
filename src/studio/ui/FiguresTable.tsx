import { useMemo, useState } from 'react';
import { type ChartTable, isMoment, momentShown } from '../chart-table';
import { useZone } from '../context';
import { alike, count } from '../format';
import { Button } from './Button';
import styles from './Table.module.css';

const PAGE = 200;

/** A chart's figures, two hundred rows at a time; every column with as many decimals, times in the zone on screen. */
export function FiguresTable({ table, label }: { readonly table: ChartTable; readonly label: string }) {
  const zone = useZone();
  const [shown, setShown] = useState(PAGE);
  const numeric = table.columns.map((_, column) =>
    table.rows.slice(0, PAGE).every((row) => typeof row[column] === 'number'),
  );
  const write = useMemo(
    () =>
      table.columns.map((_, column) =>
        alike(table.rows.map((row) => row[column]).filter((value) => typeof value === 'number')),
      ),
    [table],
  );
  const timed = table.columns.map((_, column) => isMoment(table.rows[0]?.[column]));
  const rest = table.rows.length - shown;
  return (
    <>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              <th key={column} scope="col" data-numeric={numeric[index]}>
                {timed[index] ? `${column}, ${zone}` : column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, shown).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of figures never move.
            <tr key={index}>
              {row.map((value, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: nor do their columns.
                <td key={column} data-numeric={numeric[column]}>
                  {typeof value === 'number' ? write[column]?.(value) : momentShown(value, zone)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && (
        <Button kind="outline" onClick={() => setShown(shown + PAGE)}>
          Show {count(Math.min(PAGE, rest))} more of {count(rest)}
        </Button>
      )}
    </>
  );
}
