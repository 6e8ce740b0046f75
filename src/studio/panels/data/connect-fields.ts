import type { ParamSchema, ParamValues } from '../../../base/params';
import type { Probed } from '../../../sources/probe';

export type Product = Probed['id'];

export const products = [
  { value: 'influxdb-3', label: 'InfluxDB 3.x' },
  { value: 'influxdb-2', label: 'InfluxDB 2.x' },
  { value: 'influxdb-1', label: 'InfluxDB 1.x' },
] as const satisfies readonly { readonly value: Product; readonly label: string }[];

export const productOf = (id: string | undefined): Product | undefined =>
  products.find(({ value }) => value === id)?.value;

/** The fields that matter with what was chosen so far: InfluxDB 1 signs in as a user, by a token, or not at all. */
export function fieldsOf(schema: ParamSchema, values: ParamValues): readonly string[] {
  const auth = values.auth ?? schema.auth?.initial;
  const idle = auth === 'none' ? ['username', 'password', 'jwt'] : auth === 'jwt' ? ['username', 'password'] : ['jwt'];
  return Object.keys(schema).filter((name) => schema.auth === undefined || !idle.includes(name));
}

/** The values of these fields, as far as they were typed. */
export const only = (values: ParamValues, fields: readonly string[]): ParamValues =>
  Object.fromEntries(Object.entries(values).filter(([name]) => fields.includes(name)));

/** The product that usually listens at an address, for what can be said before anything answers. */
export const guessAt = (url: string): Product => (/:8181\b/.test(url) ? 'influxdb-3' : 'influxdb-2');

/** Whether a connection needs no login, and so opens at once. */
export const needsNothing = ({ id, params }: { readonly id: string; readonly params: ParamValues }): boolean =>
  id === 'influxdb-1' && (params.auth === 'none' || (params.auth !== 'jwt' && (params.username ?? '') === ''));
