import { type Finding, type Fix, failed } from './doctor';
import { lookAt, nginx } from './doctor-fixes';
import type { Wire } from './doctor-wire';
import { identify, type Probed } from './probe';

/** The product that was chosen, for whoever finds another. */
export interface Chosen {
  readonly id: Probed['id'];
  /** `InfluxDB 2`. */
  readonly title: string;
  readonly port: number;
  /** A path that answers without a login. */
  readonly path: string;
}

/** Says that another product stands there than was chosen. */
export const another = ({ url }: Wire, chosen: Chosen, found: Probed): Finding => ({
  ...failed(
    `It is ${found.product}, not ${chosen.title}.`,
    `${found.product} answers at ${url}, and ${chosen.title} was chosen. Each version speaks in its own way.`,
    [],
  ),
  product: found.id,
});

/** What it means that the chosen product's own path gave this page nothing to read. `more` are fixes of that product. */
export async function stranger(wire: Wire, chosen: Chosen, more: readonly Fix[] = []): Promise<Finding> {
  if (wire.late()) {
    return failed(
      'It takes calls, but answers nothing in time.',
      `Something takes calls at ${wire.url}, but does not answer within seconds: it is overloaded or starting, or it is no InfluxDB.`,
      [lookAt(wire, chosen.path)],
    );
  }
  const found = await identify(wire);
  if (typeof found === 'object' && found.id !== chosen.id) return another(wire, chosen, found);
  if (found === 'other') {
    return failed(
      'What answers is no InfluxDB.',
      `A server answers at ${wire.url}, but it is no InfluxDB: the port belongs to another program, or a page stands in front.`,
      [lookAt(wire, chosen.path)],
    );
  }
  return failed(
    `It answers, but lets a page of ${wire.page.origin} read nothing (no CORS headers).`,
    `Something answers at ${wire.url}, but no page of ${wire.page.origin} may read it. ${chosen.title} allows every page by itself, so a proxy in front takes that away, or it is another program (Grafana, a web server).`,
    [lookAt(wire, chosen.path), ...more, nginx(wire, chosen.port, wire.url.startsWith('https:'))],
  );
}

/** What it means that a page may ask, but not with a login: the question before it (`OPTIONS`) is not answered well. */
export const unasked = (wire: Wire, chosen: Chosen): Finding =>
  failed(
    'It may be read, but not with a login: the question before the question (OPTIONS, “preflight”) is refused.',
    `The server at ${wire.url} lets a page read answers, but refuses the header with the login. A proxy in front must answer OPTIONS and allow “Authorization”.`,
    [nginx(wire, chosen.port, wire.url.startsWith('https:'))],
  );
