import styles from './Spinner.module.css';

/** A small turning ring. Silent: say what is awaited in words beside it. */
export const Spinner = () => <span className={styles.spinner} aria-hidden="true" />;
