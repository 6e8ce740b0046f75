import styles from './Spinner.module.css';

/** A small turning ring; with `label` it says what is awaited, else that stands beside it. */
export function Spinner({ label }: { readonly label?: string }) {
  const ring = <span className={styles.spinner} aria-hidden="true" />;
  if (label === undefined) return ring;
  return (
    <span role="status" className={styles.waiting}>
      {ring}
      {label}
    </span>
  );
}
