import { useState } from 'react';
import { removeConnection, renameConnection } from '../../../state/connection-actions';
import { forgetSecrets } from '../../../state/connection-secrets';
import { sourceCard } from '../../../state/open-actions';
import type { KeptConnection } from '../../../vault/types';
import { useDeps } from '../../context';
import { moment } from '../../format';
import { Button, IconButton } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { TextInput } from '../../ui/Input';
import { Menu } from '../../ui/Menu';
import { Section } from '../../ui/Section';
import styles from './Connections.module.css';

export interface ConnectionsProps {
  readonly connections: readonly KeptConnection[];
  readonly disabled: boolean;
  /** The one that stands in the form. */
  readonly chosen: string | undefined;
  readonly onOpen: (connection: KeptConnection) => void;
}

/** The databases of earlier visits: open one, name it, forget its login, remove it. */
export function Connections({ connections, disabled, chosen, onOpen }: ConnectionsProps) {
  const deps = useDeps();
  const [renaming, setRenaming] = useState<KeptConnection>();
  if (connections.length === 0) return null;
  return (
    <div className={styles.saved}>
      <Section title="Saved connections">
        <ul className={styles.list}>
          {connections.map((connection) => (
            <li key={connection.id} className={styles.item} data-chosen={connection.id === chosen || undefined}>
              <button
                type="button"
                className={styles.open}
                disabled={disabled}
                aria-current={connection.id === chosen || undefined}
                onClick={() => onOpen(connection)}
              >
                <span className={styles.name}>{connection.name}</span>
                <span className={styles.facts}>{factsOf(connection)}</span>
              </button>
              <Menu
                label={`Actions for ${connection.name}`}
                trigger={(props) => (
                  <IconButton {...props} small icon="more" label={`Actions for ${connection.name}`} />
                )}
                items={[
                  { id: 'rename', label: 'Rename', icon: 'settings', run: () => setRenaming(connection) },
                  ...(connection.sealed === undefined
                    ? []
                    : [
                        {
                          id: 'forget',
                          label: 'Forget secrets',
                          icon: 'close' as const,
                          run: () => void forgetSecrets(deps, connection),
                        },
                      ]),
                  {
                    id: 'remove',
                    label: 'Remove',
                    icon: 'trash',
                    danger: true,
                    run: () => void removeConnection(deps, connection),
                  },
                ]}
              />
            </li>
          ))}
        </ul>
        {renaming !== undefined && (
          <Rename
            connection={renaming}
            onDone={(name) => {
              if (name !== undefined) void renameConnection(deps, renaming, name);
              setRenaming(undefined);
            }}
          />
        )}
      </Section>
    </div>
  );
}

function factsOf({ name, source: { id, params }, usedAt, sealed }: KeptConnection): string {
  const url = String(params.url ?? '');
  return [
    sourceCard(id).title,
    ...(name.startsWith(url.replace(/^https?:\/\//, '')) ? [] : [url]),
    ...(sealed === undefined ? [] : ['login kept, encrypted']),
    ...(usedAt === 0 ? [] : [`used ${moment(usedAt)}`]),
  ].join(' · ');
}

interface RenameProps {
  readonly connection: KeptConnection;
  readonly onDone: (name?: string) => void;
}

function Rename({ connection, onDone }: RenameProps) {
  const [name, setName] = useState(connection.name);
  const fault = name.trim() === '' ? 'A name needs at least one letter.' : undefined;
  return (
    <Dialog
      open
      onClose={() => onDone()}
      title="Rename the connection"
      onSubmit={() => {
        if (fault === undefined) onDone(name);
      }}
      actions={
        <>
          <Button onClick={() => onDone()}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={fault !== undefined}>
            Rename
          </Button>
        </>
      }
    >
      <Field label="Name" fault={fault}>
        {(ids) => <TextInput {...ids} value={name} onChange={setName} />}
      </Field>
    </Dialog>
  );
}
