import { type FormEvent, useState } from 'react';
import { type Failure, toFailure } from '../../../base/errors';
import { unlock } from '../../../state/connection-secrets';
import { openDatabase } from '../../../state/read-actions';
import type { KeptConnection } from '../../../vault/types';
import { useDeps } from '../../context';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { SecretInput } from '../../ui/Input';
import styles from './ConnectForm.module.css';
import { thisPage } from './this-page';

export interface ConnectionUnlockProps {
  readonly connection: KeptConnection;
  /** It answered, or refused: then the form says why. */
  readonly onDone: (connected: boolean) => void;
  readonly onByHand: () => void;
  readonly onCancel: () => void;
}

/** Opens a connection whose login is kept here, encrypted: only the passphrase is asked for. */
export function ConnectionUnlock({ connection, onDone, onByHand, onCancel }: ConnectionUnlockProps) {
  const deps = useDeps();
  const [passphrase, setPassphrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const { id, params } = connection.source;
  const open = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const secrets = await unlock(connection, passphrase, thisPage());
      onDone(await openDatabase(deps, id, { ...params, ...secrets }));
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy) void open();
  };
  return (
    <form className={styles.form} onSubmit={submit} aria-label={`Open ${connection.name}`}>
      <h1 className={styles.title}>{connection.name}</h1>
      <p className={styles.note}>
        {String(params.url ?? '')}. Its login is kept in this browser, encrypted under your passphrase.
      </p>
      <Field
        label="Passphrase"
        help="It is not kept anywhere, and what it opens goes to this address only."
        fault={failure === undefined ? undefined : `${failure.message} ${failure.next ?? ''}`}
      >
        {(ids) => (
          <SecretInput {...ids} name="passphrase" value={passphrase} onChange={setPassphrase} disabled={busy} />
        )}
      </Field>
      <div className={styles.actions}>
        <Button kind="primary" type="submit" busy={busy}>
          {busy ? 'Connecting' : 'Connect'}
        </Button>
        <Button onClick={onByHand}>Enter the login by hand</Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
