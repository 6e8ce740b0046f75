import type { Failure } from '../../../base/errors';
import type { Param, ParamSchema, ParamValues } from '../../../base/params';
import type { FilePreview } from '../../../sources/table';
import { ParamForm } from '../../ParamForm';
import { ErrorNote } from '../../ui/ErrorNote';
import { Field } from '../../ui/Field';
import { TextInput } from '../../ui/Input';
import { Section } from '../../ui/Section';
import { Select } from '../../ui/Select';
import styles from './FileRoom.module.css';
import { toggledValue } from './file-words';
import { ZoneField } from './ZoneField';

interface FileOptionsProps {
  /** The parameters of the file's kind. */
  readonly schema: ParamSchema;
  readonly params: ParamValues;
  readonly preview: FilePreview | undefined;
  readonly failure: Failure | undefined;
  readonly onChange: (params: ParamValues) => void;
}

/** What the reader may say where the guess is wrong. */
export function FileOptions(props: FileOptionsProps) {
  const { schema, preview, failure } = props;
  const timeless = preview !== undefined && !preview.columns.some(({ kind }) => kind === 'time');
  const keys = Object.keys(schema).filter((key) => key !== 'valueColumns' && (key !== 'stepSeconds' || timeless));
  if (keys.length === 0) return null;
  return (
    <Section title="How it is read" note="found by itself; change what is wrong">
      <div className={styles.options}>
        {keys.map((key) => (
          <div key={key} className={styles.option}>
            <Option name={key} {...props} />
            {failure?.place === key && <ErrorNote failure={failure} />}
          </div>
        ))}
        {schema.valueColumns !== undefined && <ValueColumns {...props} />}
      </div>
    </Section>
  );
}

/** The field of one parameter: a column of the file, a zone, or what its kind asks for. */
function Option({ name, schema, params, preview, onChange }: FileOptionsProps & { readonly name: string }) {
  const param = schema[name];
  const set = (value: string): void => onChange({ ...params, [name]: value });
  const value = String(params[name] ?? param?.initial ?? '');
  if (param?.kind === 'text' && (name === 'timeColumn' || name === 'nameColumn')) {
    return <ColumnField param={param} taken={name} value={value} preview={preview} onChange={set} />;
  }
  if (param?.kind === 'text' && name === 'timeZone') {
    return <ZoneField label={param.label} help={param.help} value={value} onChange={set} />;
  }
  if (param?.kind === 'number' && name === 'skip') {
    return <SkipField param={param} value={Number(value)} onChange={(skip) => onChange({ ...params, skip })} />;
  }
  return <ParamForm schema={schema} values={params} only={[name]} onChange={onChange} />;
}

interface SkipFieldProps {
  readonly param: Extract<Param, { kind: 'number' }>;
  readonly value: number;
  readonly onChange: (lines: number) => void;
}

/** Lines before the table; left empty, as many as are found. */
function SkipField({ param: { label, initial, max = Number.MAX_SAFE_INTEGER }, value, onChange }: SkipFieldProps) {
  return (
    <Field label={label} help="Lines before the table.">
      {(ids) => (
        <TextInput
          {...ids}
          name="skip"
          inputMode="numeric"
          placeholder="found by itself"
          value={value === initial ? '' : String(value)}
          onChange={(typed) => {
            if (/^\s*\d*\s*$/.test(typed)) onChange(typed.trim() === '' ? initial : Math.min(max, Number(typed)));
          }}
        />
      )}
    </Field>
  );
}

interface ColumnFieldProps {
  readonly param: Param;
  readonly taken: 'timeColumn' | 'nameColumn';
  readonly value: string;
  readonly preview: FilePreview | undefined;
  readonly onChange: (name: string) => void;
}

/** A column of the file, or whichever was found. */
function ColumnField({ param, taken, value, preview, onChange }: ColumnFieldProps) {
  const columns = preview?.columns ?? [];
  const found = columns.find(({ kind }) => kind === (taken === 'timeColumn' ? 'time' : 'names'))?.name;
  const words = columns.filter(({ kind, name }) => kind === 'tag' || kind === 'names' || name === value);
  const names = (taken === 'timeColumn' ? columns : words).map(({ name }) => name);
  const automatic = value === '' && found !== undefined ? `found by itself: ${found}` : 'found by itself';
  return (
    <Field
      label={param.label}
      help={taken === 'nameColumn' ? 'Where its words name what each row measures.' : undefined}
    >
      {(ids) => (
        <Select
          {...ids}
          value={value}
          options={[
            { value: '', label: value === '' && found === undefined ? 'none found' : automatic },
            ...(taken === 'nameColumn' ? [{ value: '-', label: 'none' }] : []),
            ...[...new Set([...names, ...(value === '' || value === '-' ? [] : [value])])].map((name) => ({
              value: name,
              label: name,
            })),
          ]}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

/** Which columns are read as numbers. */
function ValueColumns({ params, preview, failure, onChange }: FileOptionsProps) {
  const columns = preview?.columns.filter(({ kind }) => kind !== 'time') ?? [];
  const values = columns.filter(({ kind }) => kind === 'value').map(({ name }) => name);
  if (columns.length < 2) return null;
  return (
    <div className={styles.wide}>
      <Field label="Columns to read" group>
        {() => (
          <div className={styles.columns}>
            {columns.map(({ name }) => (
              <label key={name} className={styles.column}>
                <input
                  type="checkbox"
                  checked={values.includes(name)}
                  disabled={values.length === 1 && values[0] === name}
                  onChange={() => onChange({ ...params, valueColumns: toggledValue(values, name) })}
                />
                {name}
              </label>
            ))}
          </div>
        )}
      </Field>
      {failure?.place === 'valueColumns' && <ErrorNote failure={failure} />}
    </div>
  );
}
