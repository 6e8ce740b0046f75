import styles from './Kbd.module.css';

const onMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys as they are printed: `mod+K` is `⌘ K` on a Mac, `Ctrl K` elsewhere. */
export function Kbd({ keys }: { readonly keys: string }) {
  const mod = onMac() ? '⌘' : 'Ctrl';
  return <kbd className={styles.kbd}>{keys.replace('mod', mod).replaceAll('+', ' ')}</kbd>;
}
