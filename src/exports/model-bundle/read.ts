import type { NamedTensor, Network } from '../../frame/parts';
import { inOwnUnits } from '../../pipeline/recipe';
import type { Artifact } from '../../pipeline/results';
import { parseJson } from '../json';
import { damaged, shown, unsupported } from '../refusals';
import { checkFormat, fitting, recipeSchema } from '../schema';
import { parseHistory } from './history-csv';
import { fromLayersModel, type WeightSpec } from './layers-model';
import {
  allowedFolder,
  allowedPath,
  artifactFile,
  bundleFormat,
  forecastFile,
  historyFile,
  limits,
  manifestFile,
  readmeFile,
  recipeFile,
  tensorsFile,
  topologyFile,
  weightsFile,
} from './layout';
import { type ArtifactFile, artifactSchema, type Manifest, manifestSchema } from './schema';
import { digest } from './sha256';
import { type Entry, openZip } from './zip';

/** What a bundle holds. */
export interface Bundle {
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  readonly artifact: Artifact;
  /** The forecast its sender saw, point by point; absent when the bundle carries none. */
  readonly forecast?: Float64Array;
}

/**
 * A bundle from a stranger, checked in this order: size and directory of the archive, every path, the manifest, each
 * file's length and SHA-256, each JSON's schema, the networks' layers, the weights' shapes against them and against the
 * files' lengths, and only then the numbers themselves. Whether the recipe's members exist is left to the caller.
 * @throws StudioError `damaged` or `unsupported`, saying which file and what is wrong with it.
 */
export async function readBundle(file: { readonly name: string; readonly bytes: Uint8Array }): Promise<Bundle> {
  const { manifest, files } = openBundle(file);
  await files.get(readmeFile)?.verify();
  const seen = await files.get(forecastFile)?.verify();
  const json = async (path: string): Promise<unknown> => {
    const value = parseJson(await fileAt(files, path).verify(), path);
    checkVersion(value, path);
    return value;
  };
  const recipe = fitting(recipeSchema, await json(recipeFile), recipeFile);
  const { history: head, weights, ...facts } = fitting(artifactSchema, await json(artifactFile), artifactFile);
  const { preparation } = recipe;
  if (facts.states.length !== preparation.length && facts.states.length !== inOwnUnits(preparation).length) {
    throw damaged(artifactFile, `has ${facts.states.length} states for ${preparation.length} preparation steps`);
  }
  const models = new Map<string, { readonly network: Network; readonly weights: readonly WeightSpec[] }>();
  for (const { part, folder } of weights.networks) {
    const path = topologyFile(folder);
    if (models.has(folder)) throw damaged(artifactFile, `names the network “${folder}” twice`);
    models.set(folder, fromLayersModel(parseJson(await fileAt(files, path).verify(), path), part, path));
  }
  checkTensors(weights, models, files);
  const history = parseHistory(await fileAt(files, historyFile).verify(), head, historyFile);
  if (history.time.length === 0) throw damaged(historyFile, 'has no points');
  const artifact = {
    ...facts,
    recipe,
    history,
    weights: {
      state: weights.state,
      tensors: await readTensors(weights.tensors, files),
      networks: weights.networks.flatMap(({ folder }) => models.get(folder)?.network ?? []),
    },
  };
  return {
    name: manifest.name,
    created: manifest.created,
    artifact,
    ...(seen !== undefined && { forecast: pointsOf(seen) }),
  };
}

/** The column `forecast` of the bundle's table. @throws StudioError `damaged` when it is no table of numbers. */
function pointsOf(bytes: Uint8Array): Float64Array {
  const [head = '', ...rows] = new TextDecoder().decode(bytes).trimEnd().split('\r\n');
  const column = head.split(',').indexOf('forecast');
  const points = Float64Array.from(rows, (row) => Number(row.split(',')[column] || Number.NaN));
  if (column < 0 || points.some(Number.isNaN)) throw damaged(forecastFile, 'is no table of a forecast');
  return points;
}

/** A file of the bundle whose length is already known to be what the manifest says. */
interface BundleFile {
  readonly path: string;
  readonly size: number;
  /** Unpacks it and checks its SHA-256. */
  verify(): Promise<Uint8Array<ArrayBuffer>>;
}

function openBundle(file: { readonly name: string; readonly bytes: Uint8Array }) {
  const entries = new Map(
    [...openZip(file.bytes, file.name)].filter(([path, { size }]) => !(allowedFolder.test(path) && size === 0)),
  );
  for (const { path, size } of entries.values()) {
    if (!allowedPath.test(path))
      throw damaged(path, 'does not belong in a model bundle', { next: 'Take only files exported from Undertone.' });
    if (path.endsWith('.json') && size > limits.json) throw damaged(path, 'is far too large');
    if (path.endsWith('.csv') && size > limits.history) throw damaged(path, 'is far too large');
  }
  const head = entries.get(manifestFile);
  if (head === undefined) throw damaged(file.name, 'has no manifest.json and is no model made with Undertone');
  const value = parseJson(head.read(), manifestFile);
  checkFormat(value, bundleFormat, manifestFile, 'the list of a model');
  const manifest = fitting(manifestSchema, value, manifestFile);
  return { manifest, files: listedFiles(manifest, entries) };
}

function listedFiles({ files }: Manifest, entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, BundleFile> {
  const listed = new Map<string, BundleFile>();
  for (const { path, bytes, sha256 } of files) {
    const entry = entries.get(path);
    if (entry === undefined || path === manifestFile) throw damaged(path, 'is listed in manifest.json but missing');
    if (listed.has(path)) throw damaged(path, 'is listed twice in manifest.json');
    if (entry.size !== bytes) throw damaged(path, `has ${entry.size} bytes where manifest.json says ${bytes}`);
    const verify = async () => {
      const content = entry.read();
      if ((await digest(content)) === sha256) return content;
      throw damaged(path, 'was changed after it was exported (its SHA-256 is another)');
    };
    listed.set(path, { path, size: entry.size, verify });
  }
  for (const path of entries.keys()) {
    if (path !== manifestFile && !listed.has(path)) throw damaged(path, 'is not listed in manifest.json');
  }
  return listed;
}

function fileAt(files: ReadonlyMap<string, BundleFile>, path: string): BundleFile {
  const file = files.get(path);
  if (file === undefined) throw damaged(path, 'is missing');
  return file;
}

function checkVersion(value: unknown, path: string): void {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > 1) {
    throw unsupported(path, `was made by a newer Undertone (version ${version}; this one reads 1)`);
  }
}

const lengthOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** Every number of every `.bin` belongs to exactly one tensor, and a network's tensors are its layers' weights. */
function checkTensors(
  { tensors, networks }: ArtifactFile['weights'],
  models: ReadonlyMap<string, { readonly weights: readonly WeightSpec[] }>,
  files: ReadonlyMap<string, BundleFile>,
): void {
  if (new Set(tensors.map(({ name }) => name)).size < tensors.length) {
    throw damaged(artifactFile, 'lists two tensors of one name');
  }
  const taken = new Map(networks.map(({ folder }) => [weightsFile(folder), 0]));
  for (const { name, shape, file } of tensors) {
    if (file !== tensorsFile && !taken.has(file)) {
      throw damaged(artifactFile, `puts the weight “${shown(name)}” into a file that is none of its own`);
    }
    taken.set(file, (taken.get(file) ?? 0) + 4 * lengthOf(shape));
  }
  for (const path of files.keys()) {
    const folder = /^model\/(.+)\//.exec(path)?.[1];
    if (folder === undefined ? path === tensorsFile && !taken.has(path) : !models.has(folder)) {
      throw damaged(path, 'belongs to no part of this model');
    }
  }
  for (const [path, bytes] of taken) {
    const { size } = fileAt(files, path);
    if (size !== bytes) throw damaged(path, `has ${size} bytes where its weights take up ${bytes}`);
  }
  for (const { part, folder } of networks) {
    const held = tensors.filter(({ file }) => file === weightsFile(folder));
    const specs = models.get(folder)?.weights ?? [];
    const agree = specs.every(
      ({ name, shape }, i) => held[i]?.name === `${part}/${name}` && held[i]?.shape.join() === shape.join(),
    );
    if (!agree || specs.length !== held.length) {
      throw damaged(artifactFile, `does not agree with ${topologyFile(folder)} on the weights`);
    }
  }
}

async function readTensors(
  listed: ArtifactFile['weights']['tensors'],
  files: ReadonlyMap<string, BundleFile>,
): Promise<readonly NamedTensor[]> {
  const contents = new Map<string, Float32Array>();
  for (const path of new Set(listed.map(({ file }) => file))) {
    const numbers = new Float32Array((await fileAt(files, path).verify()).buffer);
    if (!numbers.every(Number.isFinite)) throw damaged(path, 'holds weights that are not numbers');
    contents.set(path, numbers);
  }
  const places = new Map<string, number>();
  return listed.map(({ name, shape, file }) => {
    const at = places.get(file) ?? 0;
    const end = at + lengthOf(shape);
    places.set(file, end);
    return { name, shape, data: (contents.get(file) ?? new Float32Array()).slice(at, end) };
  });
}
