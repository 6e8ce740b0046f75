import { whyNoSecrets } from '../../../state/connection-secrets';
import { Field } from '../../ui/Field';
import { SecretInput } from '../../ui/Input';
import { Switch } from '../../ui/Switch';
import styles from './ConnectForm.module.css';

/** Whether the login is kept, and under what. */
export interface Keeping {
  readonly on: boolean;
  readonly passphrase: string;
}

/** What is wrong with the passphrase, if one is wanted. */
export const keepingFault = ({ on, passphrase }: Keeping): string | undefined =>
  on && passphrase.length < 8 ? 'A passphrase has at least 8 signs.' : undefined;

export interface KeepSecretsProps {
  readonly keeping: Keeping;
  readonly fault: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (keeping: Keeping) => void;
}

/** Where a login stays: in memory, or encrypted under a passphrase when that is asked for. */
export function KeepSecrets({ keeping, fault, disabled, onChange }: KeepSecretsProps) {
  const why = whyNoSecrets();
  return (
    <div className={styles.place}>
      <p className={styles.note}>
        {why === undefined ? 'Unless you ask to keep it, a' : 'A'} password or token stays in this tab’s memory and is
        gone when you disconnect or close it. The address and the names are remembered. {why}
      </p>
      {why === undefined && (
        <Field label="Remember the login, encrypted under a passphrase" inline>
          {(ids) => (
            <Switch {...ids} checked={keeping.on} disabled={disabled} onChange={(on) => onChange({ ...keeping, on })} />
          )}
        </Field>
      )}
      {why === undefined && keeping.on && (
        <Field
          label="Passphrase"
          help="Asked for at the next visit, kept nowhere, not to be recovered. Whoever can run scripts in this page could read the login while it is open."
          fault={keeping.passphrase === '' ? undefined : fault}
        >
          {(ids) => (
            <SecretInput
              {...ids}
              name="passphrase"
              value={keeping.passphrase}
              disabled={disabled}
              onChange={(passphrase) => onChange({ ...keeping, passphrase })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
