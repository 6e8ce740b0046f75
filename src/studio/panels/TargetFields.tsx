import type { Failure } from '../../base/errors';
import { Field } from '../ui/Field';
import { TextInput } from '../ui/Input';

export interface TargetFieldsProps {
  /** What the database calls its top level. */
  readonly container: string;
  readonly database: string;
  readonly onDatabase: (name: string) => void;
  readonly measurement: string;
  readonly onMeasurement: (name: string) => void;
  /** Why they were refused, if they were. */
  readonly failure: Failure | undefined;
}

/** Where forecasts are written to: a database or bucket, and a measurement in it. */
export function TargetFields({
  container,
  database,
  onDatabase,
  measurement,
  onMeasurement,
  failure,
}: TargetFieldsProps) {
  return (
    <>
      <Field
        label={container.charAt(0).toUpperCase() + container.slice(1)}
        fault={failure?.place === 'database' ? failure.message : undefined}
      >
        {(ids) => <TextInput {...ids} name="database" value={database} onChange={onDatabase} />}
      </Field>
      <Field
        label="Measurement"
        help="A measurement of its own keeps forecasts apart from what was measured."
        fault={failure?.place === 'measurement' ? `${failure.message} ${failure.next ?? ''}` : undefined}
      >
        {(ids) => <TextInput {...ids} name="measurement" value={measurement} onChange={onMeasurement} />}
      </Field>
    </>
  );
}
