import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { Icon, type IconName } from './icons';
import styles from './Menu.module.css';
import { Popover, type TriggerProps } from './Popover';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  /** Shown at the right: keys, or a short state. */
  readonly detail?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Ticked, for a menu of choices. */
  readonly checked?: boolean;
  readonly run: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly trigger: (props: TriggerProps) => ReactNode;
  readonly align?: 'start' | 'end';
  readonly side?: 'top' | 'bottom';
}

/** A short list of things to do. Arrow keys, Home, End and first letters move; Enter does; Escape leaves. */
export function Menu({ label, items, trigger, align = 'end', side = 'bottom' }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = (index: number): void => {
      event.preventDefault();
      buttons[(index + buttons.length) % buttons.length]?.focus();
    };
    if (event.key === 'ArrowDown') to(at + 1);
    else if (event.key === 'ArrowUp') to(at - 1);
    else if (event.key === 'Home') to(0);
    else if (event.key === 'End') to(-1);
    else if (event.key.length === 1 && event.key !== ' ') {
      const key = event.key.toLowerCase();
      const next = [...buttons.slice(at + 1), ...buttons].find((button) =>
        button.textContent.trim().toLowerCase().startsWith(key),
      );
      next?.focus();
    }
  };
  return (
    <Popover label={label} trigger={trigger} align={align} side={side} bare haspopup="menu">
      {(close) => (
        <div ref={list} role="menu" aria-label={label} tabIndex={-1} className={styles.menu} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              {...(item.checked !== undefined && { 'aria-checked': item.checked })}
              disabled={item.disabled}
              data-danger={item.danger}
              className={styles.item}
              onClick={() => {
                close();
                item.run();
              }}
            >
              {item.checked === undefined ? (
                item.icon !== undefined && <Icon name={item.icon} />
              ) : (
                <Tick on={item.checked} />
              )}
              <span>{item.label}</span>
              {item.detail !== undefined && <span className={styles.detail}>{item.detail}</span>}
            </button>
          ))}
        </div>
      )}
    </Popover>
  );
}

const Tick = ({ on }: { readonly on: boolean }) => (on ? <Icon name="check" /> : <span className={styles.gap} />);
