import type { Artifact } from '../../pipeline/results';

/** The bundle's README.txt: what it is, how good, how to use it, what each file is. Plain words, 80 letters wide. */
export function readmeText(name: string, { recipe, history, metrics, backend, seconds, weights }: Artifact): string {
  const from = dateOf(history.time[0]);
  const to = dateOf(history.time.at(-1));
  const lines = [
    name,
    '='.repeat(Math.min(80, name.length)),
    '',
    `A forecasting model (${recipe.model.id}), trained in ${seconds.toFixed(1)} s on ${backend} with Undertone.`,
    `It learned from ${history.time.length} points of ${recipe.series || history.columns[0]?.key || 'one series'}, ${from} to ${to},`,
    `and looks ${recipe.horizon} steps ahead.`,
    '',
    'How good it is, on data it never saw:',
    ...metrics.map(
      ({ name: who, mae, smape, mase }) => `  ${who}: MAE ${short(mae)}, sMAPE ${short(smape)} %, MASE ${short(mase)}`,
    ),
    '',
    'To use it: in Undertone, open the library and import this file. It gives the same',
    'forecast there.',
    '',
    'The files:',
    '  manifest.json   what is in here, each file with its SHA-256',
    '  recipe.json     every choice that was made, and the seed; no password or token',
    '  artifact.json   what preparation learned, seasons, the band, accuracy, losses',
    '  history.csv     the series it forecasts from; times in milliseconds since 1970, UTC',
    '  forecast.csv    its last forecast, if there was one',
    ...(weights.networks.length === 0
      ? []
      : [
          '  model/*/        one folder a network, as TensorFlow.js saves it:',
          "                  await tf.loadLayersModel('.../model.json')",
        ]),
    '  tensors.bin     weights outside networks, if any: 32-bit floats, little-endian, in',
    '                  the order artifact.json lists them',
    '',
    'Numbers JSON has no words for are written {"$number": "NaN"}.',
    '',
  ];
  return lines.join('\n');
}

const short = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : 'unknown');

const dateOf = (time: number | undefined): string =>
  time !== undefined && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : 'an unknown time';
