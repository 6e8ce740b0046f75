import type { ReactNode } from 'react';
import { Pill } from '../ui/Button';
import { Icon, Mark } from '../ui/icons';
import { Kbd } from '../ui/Kbd';
import { VisuallyHidden } from '../ui/VisuallyHidden';
import styles from './TopBar.module.css';

export interface Crumb {
  readonly label: string;
  /** The series itself: the one that stays when room is short. */
  readonly strong?: boolean;
  readonly onSelect?: () => void;
}

export interface TopBarProps {
  /** Where the series lives: source, set, **series**, tags. */
  readonly crumbs: readonly Crumb[];
  /** The time range: a `Pill`, alone or as a popover's trigger. */
  readonly range?: ReactNode;
  readonly onHome: () => void;
  readonly onCommand: () => void;
  /** The backend: a `Pill` with its dot. */
  readonly backend?: ReactNode;
  /** At the very right: the theme, help. */
  readonly extra?: ReactNode;
}

export function TopBar({ crumbs, range, onHome, onCommand, backend, extra }: TopBarProps) {
  return (
    <header className={styles.top}>
      <button type="button" className={styles.mark} onClick={onHome} aria-label="Undertone, to the start">
        <Mark />
        <span className={styles.name}>Undertone</span>
      </button>
      {crumbs.length > 0 && (
        <nav aria-label="Series" className={styles.where}>
          <ol className={styles.crumbs}>
            {crumbs.map((crumb, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a place in the path is its identity.
              <li key={index} className={styles.crumb} data-strong={crumb.strong === true}>
                {crumb.onSelect === undefined ? (
                  <span>{crumb.label}</span>
                ) : (
                  <button type="button" onClick={crumb.onSelect}>
                    {crumb.label}
                  </button>
                )}
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div className={styles.pills}>
        {range !== undefined && <span className={styles.range}>{range}</span>}
        <Pill onClick={onCommand} className={styles.command ?? ''} aria-keyshortcuts="Control+K Meta+K">
          <span className={styles.lens}>
            <Icon name="explore" />
          </span>
          <span className={styles.words}>Search or run</span>
          <span className={styles.keys} aria-hidden="true">
            <Kbd keys="mod+K" />
          </span>
          <span className={styles.short}>
            <VisuallyHidden>Search or run</VisuallyHidden>
          </span>
        </Pill>
        {backend !== undefined && <span className={styles.backend}>{backend}</span>}
        {extra}
      </div>
    </header>
  );
}
