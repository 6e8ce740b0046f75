import { type FormEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Choice } from '../../../base/definition';
import { type Failure, toFailure } from '../../../base/errors';
import type { ParamValues } from '../../../base/params';
import type { Probed } from '../../../sources/probe';
import { keepSecrets } from '../../../state/connection-secrets';
import { probe } from '../../../state/doctor-actions';
import { disconnect, secretsOf, sourceCard } from '../../../state/open-actions';
import { openDatabase } from '../../../state/read-actions';
import type { KeptConnection } from '../../../vault/types';
import { useDeps, useStudio } from '../../context';
import { ParamForm } from '../../ParamForm';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { ErrorNote } from '../../ui/ErrorNote';
import { Field } from '../../ui/Field';
import { Segmented } from '../../ui/Segmented';
import styles from './ConnectForm.module.css';
import { Connections } from './Connections';
import { ConnectionUnlock } from './ConnectionUnlock';
import { fieldsOf, guessAt, needsNothing, only, type Product, productOf, products } from './connect-fields';
import { type Keeping, KeepSecrets, keepingFault } from './KeepSecrets';
import { thisPage } from './this-page';

const Doctor = lazy(() => import('./Doctor'));

const ways = [{ value: 'auto', label: 'Found by itself' }, ...products] as const;
type Way = (typeof ways)[number]['value'];

/** The field that is filled in first, once it is known who answers. */
const asksFirst = { 'influxdb-1': 'username', 'influxdb-2': 'org', 'influxdb-3': 'token' } as const;

/** Failures the tests have nothing to add to. */
const plain: readonly Failure['code'][] = ['bad-input', 'cancelled', 'internal', 'unsupported'];

export interface ConnectFormProps {
  /** What stands in it at first. */
  readonly remembered: Choice | undefined;
  readonly saved: readonly KeptConnection[];
  /** The saved connection to open. */
  readonly opened: KeptConnection | undefined;
  /** It connected, or was cancelled. */
  readonly onClose: () => void;
}

/** Where the database answers and who asks. What was typed stays until it connects or is cancelled. */
export default function ConnectForm({ remembered, saved, opened, onClose }: ConnectFormProps) {
  const deps = useDeps();
  const [chosen, setChosen] = useState(opened);
  const [byHand, setByHand] = useState(false);
  const current = saved.find(({ id }) => id === chosen?.id) ?? chosen;
  const connecting = useStudio(({ connection }) => connection.state.status === 'running');
  const open = (connection: KeptConnection): void => {
    setChosen(connection);
    setByHand(false);
    if (connection.sealed !== undefined || !needsNothing(connection.source)) return;
    void openDatabase(deps, connection.source.id, connection.source.params).then((connected) => {
      if (connected) onClose();
    });
  };
  const cancel = (): void => {
    disconnect(deps);
    onClose();
  };
  return (
    <div className={styles.page}>
      <Connections connections={saved} disabled={connecting} chosen={current?.id} onOpen={open} />
      {current?.sealed !== undefined && !byHand ? (
        <ConnectionUnlock
          key={current.id}
          connection={current}
          onDone={(connected) => (connected ? onClose() : setByHand(true))}
          onByHand={() => setByHand(true)}
          onCancel={cancel}
        />
      ) : (
        <ByHand
          key={current?.id ?? ''}
          remembered={current?.source ?? remembered}
          onClose={onClose}
          onCancel={cancel}
        />
      )}
    </div>
  );
}

interface ByHandProps extends Pick<ConnectFormProps, 'remembered' | 'onClose'> {
  readonly onCancel: () => void;
}

function ByHand({ remembered, onClose, onCancel }: ByHandProps) {
  const deps = useDeps();
  const { source, params: tried, state } = useStudio(({ connection }) => connection);
  const [way, setWay] = useState<Way>(productOf(remembered?.id) ?? 'auto');
  const [values, setValues] = useState<Readonly<Record<string, ParamValues>>>(
    remembered === undefined ? {} : { [remembered.id]: remembered.params },
  );
  const [found, setFound] = useState<Probed>();
  /** What answered at the address before this one: its fields stay, with what was typed. */
  const [before, setBefore] = useState<Product>();
  /** Nothing that stands here was changed since it was tried. */
  const [untouched, setUntouched] = useState(() => remembered !== undefined && isSame(remembered, source, tried));
  const [searching, setSearching] = useState<AbortController>();
  const [lost, setLost] = useState<Failure>();
  const [keeping, setKeeping] = useState<Keeping>({ on: false, passphrase: '' });
  const [tries, setTries] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const product: Product | undefined = way === 'auto' ? found?.id : way;
  const known = product ?? before;
  const shown = known ?? 'influxdb-2';
  const card = sourceCard(shown);
  const typed = values[shown] ?? {};
  const fields = known === undefined ? ['url'] : fieldsOf(card.params, typed);
  const busy = state.status === 'running' || searching !== undefined;
  const failed = state.status === 'failed' && source === product && untouched ? state.failure : undefined;
  const failure = lost ?? failed;
  const place = failure?.place;
  const placed = place !== undefined && fields.includes(place);
  const secrets =
    known === undefined ? [] : Object.keys(secretsOf(known, only({ password: '', token: '', jwt: '' }, fields)));

  useEffect(() => {
    const field = place === undefined ? null : form.current?.elements.namedItem(place);
    if (field instanceof HTMLElement) field.focus();
  }, [place]);
  useEffect(() => {
    const field = found === undefined ? null : form.current?.elements.namedItem(asksFirst[found.id]);
    if (field instanceof HTMLElement) field.focus();
  }, [found]);
  useEffect(() => () => searching?.abort(), [searching]);

  const change = (next: ParamValues): void => {
    setValues({ ...values, [shown]: next });
    setUntouched(false);
    setLost(undefined);
    if (next.url === typed.url || way !== 'auto' || found === undefined) return;
    // Another address may be another product: it is asked again before a login is sent there.
    setBefore(found.id);
    setFound(undefined);
  };
  const choose = (next: Way): void => {
    // The address typed for one product is as good a guess for the other.
    const to = next === 'auto' ? 'influxdb-2' : next;
    if (typed.url !== undefined && values[to]?.url === undefined) {
      setValues({ ...values, [to]: { ...values[to], url: typed.url } });
    }
    setLost(undefined);
    setUntouched(false);
    setFound(undefined);
    setBefore(undefined);
    setWay(next);
  };
  const connect = async (id: Product, params: ParamValues): Promise<void> => {
    setTries((count) => count + 1);
    setUntouched(true);
    const connected = await openDatabase(deps, id, params);
    if (!connected) return;
    if (keeping.on) void keepSecrets(deps, { id, params }, keeping.passphrase, thisPage());
    onClose();
  };
  const search = async (): Promise<void> => {
    const stopping = new AbortController();
    setSearching(stopping);
    setLost(undefined);
    setTries((count) => count + 1);
    const url = String(typed.url ?? card.params.url?.initial ?? '');
    try {
      const probed = await probe(deps, url, thisPage(), stopping.signal);
      setFound(probed);
      setValues({ ...values, [probed.id]: { ...values[probed.id], url } });
      setBefore(undefined);
      // The login stands there already, or InfluxDB 1, which often asks for none.
      if (probed.id === before && probed.sure) await connect(probed.id, { ...only(typed, fields), url });
      else if (probed.id === 'influxdb-1') await connect(probed.id, { url });
    } catch (error) {
      if (!stopping.signal.aborted) setLost(toFailure(error));
    } finally {
      setSearching(undefined);
    }
  };
  const fault = secrets.length > 0 ? keepingFault(keeping) : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy || fault !== undefined) return;
    void (product === undefined ? search() : connect(product, only(typed, fields)));
  };
  const tested =
    lost === undefined
      ? undefined
      : {
          id: before ?? guessAt(String(typed.url ?? '')),
          params: { url: typed.url ?? card.params.url?.initial ?? '' },
        };
  return (
    <>
      <form ref={form} className={styles.form} onSubmit={submit} aria-label="Connect to InfluxDB">
        <h1 className={styles.title}>Connect to InfluxDB</h1>
        <Field label="Product" group>
          {() => (
            <Segmented
              label="Product"
              value={way}
              options={ways}
              onChange={choose}
              disabled={busy}
              className={styles.products ?? ''}
            />
          )}
        </Field>
        {fields.map((name) => (
          <div
            key={name === 'url' ? name : `${shown} ${name}`}
            className={cx(styles.place, name === place && styles.wrong)}
          >
            <ParamForm schema={card.params} values={typed} only={[name]} disabled={busy} onChange={change} />
            {failure !== undefined && name === place && <ErrorNote failure={failure} />}
            {name === 'url' && way === 'auto' && found !== undefined && <p role="status">{foundWords(found)}</p>}
          </div>
        ))}
        {failure !== undefined && !placed && <ErrorNote failure={failure} />}
        {secrets.length > 0 && <KeepSecrets keeping={keeping} fault={fault} disabled={busy} onChange={setKeeping} />}
        <div className={styles.actions}>
          <Button kind="primary" type="submit" busy={busy}>
            {busy ? 'Connecting' : 'Connect'}
          </Button>
          <Button onClick={onCancel}>Cancel</Button>
        </div>
      </form>
      <div className={styles.tests}>
        {failure !== undefined && !plain.includes(failure.code) && !busy && (
          <Suspense fallback={null}>
            <Doctor key={tries} at={tested} onProduct={(id) => choose(productOf(id) ?? 'auto')} />
          </Suspense>
        )}
      </div>
    </>
  );
}

/** Whether a connection is the very one that was tried last. */
const isSame = ({ id, params }: Choice, source: string | undefined, tried: ParamValues): boolean =>
  id === source && Object.entries(params).every(([name, value]) => tried[name] === value);

const foundWords = ({ product, sure, bare }: Probed): string =>
  sure
    ? `${product} answers here.${bare === true ? ' It was never set up: open its address in a tab first.' : ''}`
    : 'Something answers, but tells a page nothing before it has a token. InfluxDB 3 does so; if it is another, choose it above.';
