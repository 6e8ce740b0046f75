import { type Zippable, zipSync } from 'fflate';
import { StudioError } from '../../base/errors';
import type { NamedTensor, Weights } from '../../frame/parts';
import { csvBytes } from '../csv-text';
import { fileName, slug } from '../file-name';
import { jsonBytes } from '../json';
import { shareable } from '../shareable';
import { forecastTable } from '../tables';
import type { ExportFile, ModelInput } from '../types';
import { historyCsv } from './history-csv';
import { toLayersModel } from './layers-model';
import {
  artifactFile,
  bundleFormat,
  forecastFile,
  historyFile,
  manifestFile,
  readmeFile,
  recipeFile,
  tensorsFile,
  topologyFile,
  weightsFile,
} from './layout';
import { readBundle } from './read';
import { readmeText } from './readme';
import type { ArtifactFile, Manifest } from './schema';
import { digest } from './sha256';

type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/**
 * A model as one zip: see README.txt in it. What was written is read back by the importer's own checks before it is
 * handed out, so every bundle can be imported.
 * @throws StudioError `bad-input` when the model cannot be carried (weights that are not numbers, too large).
 */
export async function writeBundle(input: ModelInput): Promise<ExportFile> {
  const files = filesOf(input);
  const manifest = await manifestOf(input, files);
  const bytes = zipped(new Map([[manifestFile, jsonBytes(manifest)], ...files]));
  const name = fileName(input.name, 'zip', 'model');
  try {
    await readBundle({ name, bytes });
  } catch (cause) {
    const why = cause instanceof StudioError ? ` (${cause.message})` : '';
    throw new StudioError('bad-input', `This model cannot be exported: its bundle could not be read back${why}`, {
      next: 'Train the model again, then export it. If it stays so, please report it.',
      cause,
    });
  }
  return { name, bytes };
}

function filesOf({ name, artifact, forecast }: ModelInput): Files {
  const { recipe, history, weights, ...rest } = artifact;
  const { columns, stepMs } = history;
  const placed = placeWeights(weights);
  const facts: ArtifactFile = {
    ...rest,
    history: {
      columns: columns.map(({ key, labels }) => ({ key, labels })),
      ...(stepMs !== undefined && { stepMs }),
    },
    weights: {
      state: weights.state,
      tensors: placed.tensors.map(({ tensor, file }) => ({ name: tensor.name, shape: tensor.shape, file })),
      networks: placed.networks.map(({ network, folder }) => ({ part: network.part, folder })),
    },
  };
  const files = new Map([
    [readmeFile, new TextEncoder().encode(readmeText(name, artifact))],
    [recipeFile, jsonBytes(shareable(recipe))],
    [artifactFile, jsonBytes(facts)],
    [historyFile, historyCsv(history)],
    ...(forecast === undefined ? [] : [[forecastFile, csvBytes(forecastTable(forecast))] as const]),
  ]);
  for (const { network, folder, specs } of placed.networks) {
    files.set(topologyFile(folder), jsonBytes(toLayersModel(network, folder, specs)));
    files.set(weightsFile(folder), new Uint8Array());
  }
  for (const file of new Set(placed.tensors.map((one) => one.file))) {
    files.set(file, joined(placed.tensors.filter((one) => one.file === file).map(({ tensor }) => tensor.data)));
  }
  return files;
}

/** Which file each tensor goes to: those of a network's layers beside its topology, the rest to one file. */
function placeWeights({ tensors, networks }: Weights) {
  const folders = new Set<string>();
  const homes = networks.map((network) => {
    const wanted = slug(network.part) || 'network';
    let folder = wanted;
    for (let n = 2; folders.has(folder); n++) folder = `${wanted}-${n}`;
    folders.add(folder);
    const layers = new Set(network.layers.map((layer) => layer.name));
    return { network, folder, own: (tensor: NamedTensor) => layerWeight(network.part, layers, tensor.name) };
  });
  const placed = tensors.map((tensor) => {
    const home = homes.find(({ own }) => own(tensor) !== undefined);
    return { tensor, file: home === undefined ? tensorsFile : weightsFile(home.folder) };
  });
  return {
    tensors: placed,
    networks: homes.map(({ network, folder, own }) => ({
      network,
      folder,
      specs: placed
        .filter(({ file }) => file === weightsFile(folder))
        .map(({ tensor }) => ({ name: own(tensor) ?? tensor.name, shape: tensor.shape })),
    })),
  };
}

const layerWeights = new Set(['kernel', 'recurrent_kernel', 'bias']);

/** `<layer>/<weight>` when the tensor's name says that it is a weight of one of the part's layers. */
function layerWeight(part: string, layers: ReadonlySet<string>, name: string): string | undefined {
  if (!name.startsWith(`${part}/`)) return undefined;
  const rest = name.slice(part.length + 1);
  const cut = rest.lastIndexOf('/');
  return layers.has(rest.slice(0, cut)) && layerWeights.has(rest.slice(cut + 1)) ? rest : undefined;
}

function joined(arrays: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
  const all = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return new Uint8Array(all.buffer);
}

async function manifestOf({ name, artifact, created = Date.now() }: ModelInput, files: Files): Promise<Manifest> {
  const listed: Manifest['files'][number][] = [];
  for (const [path, bytes] of files) listed.push({ path, bytes: bytes.length, sha256: await digest(bytes) });
  const { recipe, history } = artifact;
  return {
    ...bundleFormat,
    name: name.slice(0, 500),
    created: new Date(created).toISOString(),
    words: `A forecasting model (${recipe.model.id}) trained with Undertone on ${history.time.length} points. README.txt explains the files.`,
    files: listed,
  };
}

// Weights do not get smaller by packing; a fixed date makes the same model the same file.
function zipped(files: Files): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {};
  for (const [path, bytes] of files) entries[path] = [bytes, { level: path.endsWith('.bin') ? 0 : 6 }];
  return zipSync(entries, { mtime: new Date(1980, 0, 1) });
}
