import { useId } from 'react';
import { zones } from '../../../math/zone-names';
import { Field } from '../../ui/Field';
import { TextInput } from '../../ui/Input';

export interface ZoneFieldProps {
  readonly label: string;
  readonly help?: string | undefined;
  readonly value: string;
  readonly onChange: (zone: string) => void;
}

/** A time zone, typed or chosen from the list of all that fit what is typed. */
export function ZoneField({ label, help, value, onChange }: ZoneFieldProps) {
  const list = useId();
  return (
    <Field label={label} help={help}>
      {(ids) => (
        <>
          <TextInput {...ids} list={list} value={value} placeholder="Europe/Vienna" onChange={onChange} />
          <datalist id={list}>
            {zones().map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
