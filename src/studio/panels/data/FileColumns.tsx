import type { FilePreview } from '../../../sources/table';
import type { BadRecords } from '../../../sources/types';
import { count } from '../../format';
import { Section } from '../../ui/Section';
import { Table, type TableColumn } from '../../ui/Table';
import styles from './FileRoom.module.css';
import { columnRole } from './file-words';
import { Notes } from './Notes';

const ROWS = 8;

const badColumns: readonly TableColumn<BadRecords['first'][number]>[] = [
  { id: 'place', title: 'Where', value: ({ place }) => place },
  { id: 'reason', title: 'What is wrong', value: ({ reason }) => reason },
  { id: 'text', title: 'As it stands', cell: ({ text }) => <code className={styles.text}>{text}</code> },
];

/** The file's columns with what they are taken for, its first rows, and what could not be read. */
export function FileColumns({ preview }: { readonly preview: FilePreview }) {
  const { columns, rows, skipped, gaps, bad, notes, whole } = preview;
  const wrong = skipped + gaps;
  const said = wrong > 0 ? notes.slice(0, -1) : notes; // The last one counts what the table below lists.
  const listed = bad?.first ?? [];
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
                    <span>{columnRole(column)}</span>
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
          title={
            skipped > 0
              ? `${count(skipped)} ${skipped === 1 ? 'row' : 'rows'} left out${whole ? '' : ' of the beginning'}`
              : 'All rows kept'
          }
          note={`${gaps > 0 ? `${count(gaps)} ${gaps === 1 ? 'cell is' : 'cells are'} no number and became a gap` : ''}${
            listed.length < wrong ? `${gaps > 0 ? '; ' : ''}the first ${listed.length} are listed` : ''
          }`}
        >
          <Table
            caption="Lines that could not be read"
            columns={badColumns}
            rows={listed}
            rowKey={({ place, reason }) => `${place} ${reason}`}
          />
        </Section>
      )}
    </>
  );
}
