import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Choice } from '../../../base/definition';
import type { ParamValues } from '../../../base/params';
import { disconnect, openDatabase, sourceCard } from '../../../state/read-actions';
import { useDeps, useStudio } from '../../context';
import { ParamForm } from '../../ParamForm';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { ErrorNote } from '../../ui/ErrorNote';
import { Field } from '../../ui/Field';
import { Segmented } from '../../ui/Segmented';
import styles from './ConnectForm.module.css';

const products = [
  { value: 'influxdb-3', label: 'InfluxDB 3.x' },
  { value: 'influxdb-2', label: 'InfluxDB 2.x' },
  { value: 'influxdb-1', label: 'InfluxDB 1.x' },
] as const;
type Product = (typeof products)[number]['value'];

export interface ConnectFormProps {
  /** What stands in it at first. */
  readonly remembered: Choice | undefined;
  /** It connected, or was cancelled. */
  readonly onClose: () => void;
}

/** Where the database answers and who asks. What was typed stays until it connects or is cancelled. */
export function ConnectForm({ remembered, onClose }: ConnectFormProps) {
  const deps = useDeps();
  const { source, state } = useStudio(({ connection }) => connection);
  const [product, setProduct] = useState<Product>(
    products.find(({ value }) => value === remembered?.id)?.value ?? 'influxdb-2',
  );
  const [values, setValues] = useState<Readonly<Record<string, ParamValues>>>(
    remembered === undefined ? {} : { [remembered.id]: remembered.params },
  );
  const form = useRef<HTMLFormElement>(null);
  const card = sourceCard(product);
  const typed = values[product] ?? {};
  const connecting = state.status === 'running';
  const failure = state.status === 'failed' && source === product ? state.failure : undefined;
  const place = failure?.place;
  const placed = place !== undefined && place in card.params;

  useEffect(() => {
    const field = place === undefined ? null : form.current?.elements.namedItem(place);
    if (field instanceof HTMLElement) field.focus();
  }, [place]);

  const change = (next: ParamValues): void => setValues({ ...values, [product]: next });
  const choose = (next: Product): void => {
    // The address typed for one product is as good a guess for the other.
    if (typed.url !== undefined && values[next]?.url === undefined) {
      setValues({ ...values, [next]: { ...values[next], url: typed.url } });
    }
    setProduct(next);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (connecting) return;
    void openDatabase(deps, product, typed).then((connected) => {
      if (connected) onClose();
    });
  };
  return (
    <form ref={form} className={styles.form} onSubmit={submit} aria-label="Connect to InfluxDB">
      <h1 className={styles.title}>Connect to InfluxDB</h1>
      <Field label="Product" group>
        {() => <Segmented label="Product" value={product} options={products} onChange={choose} disabled={connecting} />}
      </Field>
      {Object.keys(card.params).map((name) => (
        <div key={`${product} ${name}`} className={cx(styles.place, name === place && styles.wrong)}>
          <ParamForm schema={card.params} values={typed} only={[name]} disabled={connecting} onChange={change} />
          {failure !== undefined && name === place && <ErrorNote failure={failure} />}
        </div>
      ))}
      {failure !== undefined && !placed && <ErrorNote failure={failure} />}
      <p className={styles.note}>
        A password or token stays in this tab’s memory and is gone when you disconnect or close it. Only the address and
        the names are remembered.
      </p>
      <div className={styles.actions}>
        <Button kind="primary" type="submit" busy={connecting}>
          {connecting ? 'Connecting' : 'Connect'}
        </Button>
        <Button
          onClick={() => {
            disconnect(deps);
            onClose();
          }}
        >
          Cancel
        </Button>
      </div>
    </form>
  );
}
