import type { SeriesFrame } from '../../../frame/frame';
import type { FieldPath } from '../../../state/data-actions';
import { count, figure } from '../../format';
import { When } from '../../When';
import styles from './Catalogue.module.css';
import { linePath } from './pictures';

/** A quick look at a field that is pointed at. */
export type Glance =
  | { readonly path: FieldPath; readonly state: 'reading' }
  | { readonly path: FieldPath; readonly state: 'read'; readonly frame: SeriesFrame | undefined }
  | { readonly path: FieldPath; readonly state: 'failed'; readonly why: string };

/** A field before it is chosen: its shape, its time and how far its values reach. */
export function GlanceView({ glance }: { readonly glance: Glance }) {
  const frame = glance.state === 'read' ? glance.frame : undefined;
  const column = frame?.columns[0];
  const values = [...(column?.values ?? [])].filter((value) => !Number.isNaN(value));
  return (
    <figure className={styles.glance} aria-busy={glance.state === 'reading'}>
      <figcaption>
        <strong>{glance.path.field}</strong> <span>{words(glance, values)}</span>
      </figcaption>
      <svg viewBox="0 0 240 56" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {values.length > 1 && <path d={linePath(values, { x: 1, y: 3, width: 238, height: 50 })} />}
      </svg>
      {frame !== undefined && frame.time.length > 0 && (
        <p>
          <When at={frame.time[0] as number} until={(frame.time.at(-1) as number) + 1} />
        </p>
      )}
    </figure>
  );
}

function words(glance: Glance, values: readonly number[]): string {
  if (glance.state === 'reading') return 'looking';
  if (glance.state === 'failed') return 'cannot be drawn: it may not hold numbers';
  if (values.length === 0) return 'holds no points';
  return values.length === 1
    ? `${count(1)} point: ${figure(values[0] as number)}`
    : `${figure(values.reduce((a, b) => Math.min(a, b)))} to ${figure(values.reduce((a, b) => Math.max(a, b)))}`;
}
