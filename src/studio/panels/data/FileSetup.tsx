import type { Failure } from '../../../base/errors';
import type { ParamValues } from '../../../base/params';
import { csv } from '../../../sources/csv';
import type { CsvPreview } from '../../../sources/csv/preview';
import { count } from '../../format';
import { ParamForm } from '../../ParamForm';
import { ErrorNote } from '../../ui/ErrorNote';
import { Field } from '../../ui/Field';
import { Section } from '../../ui/Section';
import { Select } from '../../ui/Select';
import { Table, type TableColumn } from '../../ui/Table';
import { columnRole, toggledValue } from './csv-words';
import styles from './FileRoom.module.css';
import { Notes } from './Notes';

const ROWS = 8;

type BadLine = CsvPreview['bad'][number];

const badColumns: readonly TableColumn<BadLine>[] = [
  { id: 'line', title: 'Line', numeric: true, value: ({ line }) => line, cell: ({ line }) => count(line) },
  { id: 'reason', title: 'What is wrong', value: ({ reason }) => reason },
  { id: 'text', title: 'As it stands', cell: ({ text }) => <code className={styles.text}>{text}</code> },
];

/** The file's columns with what they are taken for, its first rows, and what could not be read. */
export function FileColumns({ preview }: { readonly preview: CsvPreview }) {
  const { columns, rows, badRows, badCells, bad, notes } = preview;
  const wrong = badRows + badCells;
  const said = wrong > 0 ? notes.slice(0, -1) : notes; // The last one counts what the table below lists.
  return (
    <>
      <Section title="First rows" note="each column with what it is taken for">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wide files scroll, by keys too. */}
        <section className={styles.scroll} aria-label="First rows of the file" tabIndex={0}>
          <table className={styles.rows}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.name} scope="col" data-kind={column.kind}>
                    {column.name}
                    <span>{columnRole(column, preview)}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, ROWS).map((cells, row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file never move.
                <tr key={row}>
                  {columns.map(({ name, kind }, i) => (
                    <td key={name} data-kind={kind}>
                      {cells[i] ?? ''}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Section>
      {said.length > 0 && <Notes notes={said} />}
      {wrong > 0 && (
        <Section
          title={badRows > 0 ? `${count(badRows)} ${badRows === 1 ? 'row' : 'rows'} left out` : 'All rows kept'}
          note={`${badCells > 0 ? `${count(badCells)} ${badCells === 1 ? 'cell is' : 'cells are'} no number and became a gap` : ''}${
            bad.length < wrong ? `${badCells > 0 ? '; ' : ''}the first ${bad.length} are listed` : ''
          }`}
        >
          <Table
            caption="Lines that could not be read"
            columns={badColumns}
            rows={bad}
            rowKey={({ line, reason }) => `${line} ${reason}`}
          />
        </Section>
      )}
    </>
  );
}

interface FileOptionsProps {
  readonly params: ParamValues;
  readonly preview: CsvPreview | undefined;
  readonly failure: Failure | undefined;
  readonly onChange: (params: ParamValues) => void;
}

/** What the reader may say where the guess is wrong. */
export function FileOptions({ params, preview, failure, onChange }: FileOptionsProps) {
  const names = preview?.columns.map(({ name }) => name) ?? [];
  const timeColumn = String(params.timeColumn ?? '');
  const form = (only: readonly string[]) => (
    <ParamForm schema={csv.params} values={params} only={only} onChange={onChange} />
  );
  const at = (place: string) => failure?.place === place && <ErrorNote failure={failure} />;
  const values = preview?.columns.filter(({ kind }) => kind === 'value').map(({ name }) => name) ?? [];
  return (
    <Section title="How it is read" note="found by itself; change what is wrong">
      <div className={styles.options}>
        <Field label={csv.params.timeColumn.label}>
          {(ids) => (
            <Select
              {...ids}
              value={timeColumn}
              options={[
                {
                  value: '',
                  label: preview?.time === undefined ? 'none found' : `found by itself: ${preview.time.name}`,
                },
                ...[...new Set([...names, ...(timeColumn === '' ? [] : [timeColumn])])].map((name) => ({
                  value: name,
                  label: name,
                })),
              ]}
              onChange={(name) => onChange({ ...params, timeColumn: name })}
            />
          )}
        </Field>
        {[
          'timeFormat',
          'timeZone',
          'decimal',
          'delimiter',
          'header',
          'skip',
          ...(preview?.time === undefined ? ['stepSeconds'] : []),
        ].map((key) => (
          <div key={key} className={styles.option}>
            {form([key])}
            {at(key)}
          </div>
        ))}
        {at('timeColumn')}
        {names.length > 1 && (
          <div className={styles.wide}>
            <Field label="Columns to read" group>
              {() => (
                <div className={styles.columns}>
                  {names
                    .filter((name) => name !== preview?.time?.name)
                    .map((name) => (
                      <label key={name} className={styles.column}>
                        <input
                          type="checkbox"
                          checked={values.includes(name)}
                          disabled={values.length === 1 && values[0] === name}
                          onChange={() => onChange({ ...params, valueColumns: toggledValue(values, name) })}
                        />
                        {name}
                      </label>
                    ))}
                </div>
              )}
            </Field>
            {at('valueColumns')}
          </div>
        )}
      </div>
    </Section>
  );
}
