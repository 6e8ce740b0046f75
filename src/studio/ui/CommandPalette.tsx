import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import styles from './CommandPalette.module.css';
import { Icon, type IconName } from './icons';
import { Kbd } from './Kbd';
import { rank } from './rank';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** Where it belongs: `Go to`, `Series`, `Theme`. Part of what is searched. */
  readonly group?: string;
  readonly icon?: IconName;
  /** As `Kbd` takes them: `mod+Z`, `g f`. */
  readonly keys?: string;
  /** Stands before the others wherever its title holds what is typed. */
  readonly first?: boolean;
  readonly run: () => void;
}

export interface CommandPaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly commands: readonly Command[];
}

/** Everything one can do or open, by a few letters of its name. Ctrl K or ⌘ K opens it, wherever one is. */
export function CommandPalette(props: CommandPaletteProps) {
  const { open, onOpenChange } = props;
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      onOpenChange(!open);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open, onOpenChange]);
  return <Finder {...props} label="Search or run" />;
}

interface FinderProps extends CommandPaletteProps {
  readonly label: string;
  /** Stands in the empty field; its label unless told. */
  readonly placeholder?: string;
}

/** A long list in a window of its own, to choose from by a few letters. */
export function Finder({ open, onOpenChange, commands, label, placeholder = label }: FinderProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way, and the browser sees to it.
    <dialog
      ref={dialog}
      aria-label={label}
      className={styles.palette}
      onClose={() => onOpenChange(false)}
      onClick={(event) => {
        if (event.target === dialog.current) onOpenChange(false);
      }}
    >
      {open && (
        <Inside label={label} placeholder={placeholder} commands={commands} onDone={() => onOpenChange(false)} />
      )}
    </dialog>
  );
}

const MOST = 50;

interface InsideProps {
  readonly label: string;
  readonly placeholder: string;
  readonly commands: readonly Command[];
  readonly onDone: () => void;
}

function Inside({ label, placeholder, commands, onDone }: InsideProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const ranked = rank(typed, commands, (command) => `${command.title} ${command.group ?? ''}`);
  const holds = ({ first, title }: Command): boolean =>
    first === true && typed.trim() !== '' && title.toLowerCase().includes(typed.trim().toLowerCase());
  const found = [...ranked.filter(holds), ...ranked.filter((command) => !holds(command))].slice(0, MOST);
  const current = found[at];
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const run = (command: Command): void => {
    onDone();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined && found.length > 0) {
      event.preventDefault();
      setAt((at + move + found.length) % found.length);
    } else if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault();
      run(current);
    }
  };
  return (
    <div className={styles.inside}>
      <div className={styles.search}>
        <Icon name="explore" />
        <input
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={current === undefined ? undefined : `${id}-${current.id}`}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          className={styles.input}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd keys="Esc" />
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} className={styles.list}>
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field above.
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field; aria-activedescendant points here.
          <div
            key={command.id}
            id={`${id}-${command.id}`}
            role="option"
            aria-selected={index === at}
            className={styles.option}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
          >
            {command.icon !== undefined ? <Icon name={command.icon} /> : <span className={styles.gap} />}
            <span className={styles.title}>{command.title}</span>
            {command.group !== undefined && <span className={styles.group}>{command.group}</span>}
            {command.keys !== undefined && <Kbd keys={command.keys} />}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={styles.none}>Nothing is called “{typed}”.</p>}
    </div>
  );
}
