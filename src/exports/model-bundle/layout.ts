/** The format this version writes, and the newest it reads. A change that older versions cannot read counts it up. */
export const bundleFormat = { format: 'undertone-model', version: 1 } as const;

export const manifestFile = 'manifest.json';
export const recipeFile = 'recipe.json';
export const artifactFile = 'artifact.json';
export const tensorsFile = 'tensors.bin';
export const historyFile = 'history.csv';
export const forecastFile = 'forecast.csv';
export const readmeFile = 'README.txt';

/** Where a network lies: a layers model as TensorFlow.js saves it. */
export const topologyFile = (folder: string): string => `model/${folder}/model.json`;
export const weightsFile = (folder: string): string => `model/${folder}/weights.bin`;

/** Every path a bundle may hold. Matched whole, so no path can leave the bundle. */
export const allowedPath =
  /^(?:manifest\.json|recipe\.json|artifact\.json|tensors\.bin|history\.csv|forecast\.csv|README\.txt|model\/[a-z0-9][a-z0-9-]{0,47}\/(?:model\.json|weights\.bin))$/;

/** Folders some archivers write as entries of their own. */
export const allowedFolder = /^model\/(?:[a-z0-9][a-z0-9-]{0,47}\/)?$/;

const MiB = 1024 * 1024;

/** What a bundle may weigh. Above `ratio` an entry is refused as a bomb, unless it is no larger than `small`. */
export const limits = {
  zip: 200 * MiB,
  total: 1024 * MiB,
  entries: 200,
  ratio: 100,
  small: MiB,
  json: 32 * MiB,
  history: 256 * MiB,
} as const;
