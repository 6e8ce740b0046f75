import { strToU8, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../base/errors';
import { type Files, forged, forgedJson, lying } from './forge';
import { importBundle } from './import-bundle';
import { modelBundle } from './model-bundle';
import { sampleArtifact, sampleFamilies, sampleForecast } from './sample';

let bundle: Uint8Array;
beforeAll(async () => {
  bundle = (await modelBundle.export({ name: 'x', artifact: sampleArtifact(), forecast: sampleForecast })).bytes;
});

type Refusal = readonly [what: string, make: () => Uint8Array, words: string, code?: 'damaged' | 'unsupported'];

const put =
  (path: string, content: string | Uint8Array, honest = true) =>
  () =>
    forged(
      bundle,
      (files) => Object.assign(files, { [path]: typeof content === 'string' ? strToU8(content) : content }),
      honest,
    );
const without = (path: string) => () => forged(bundle, (files) => Reflect.deleteProperty(files, path), false);
const touched =
  (path: string, bytes: readonly number[], honest = true) =>
  () =>
    forged(bundle, (files: Files) => files[path]?.set(bytes), honest);
const set = (path: string, at: string, to?: unknown) => () => forgedJson(bundle, path, at, to);
const history = (text: string) => put('history.csv', text);

const contents: readonly Refusal[] = [
  ['something else', () => strToU8('hello'), '“model.zip” is not a zip archive'],
  ['nothing', () => new Uint8Array(), '“model.zip” is not a zip archive'],
  ['a photo', () => zipSync({ 'photo.jpg': strToU8('x') }), '“photo.jpg” does not belong in a model bundle'],
  ['no manifest', without('manifest.json'), 'has no manifest.json'],
  ['another format', set('manifest.json', 'format', 'x'), '“manifest.json” is not the list of a model'],
  [
    'a newer format',
    set('manifest.json', 'version', 2),
    'newer Undertone (format 2; this one reads up to 1)',
    'unsupported',
  ],
  ['a newer recipe', set('recipe.json', 'version', 7), '“recipe.json” was made by a newer Undertone', 'unsupported'],
  [
    'a newer artifact',
    set('artifact.json', 'version', 7),
    '“artifact.json” was made by a newer Undertone',
    'unsupported',
  ],
  [
    'an extra name in the manifest',
    set('manifest.json', 'extra', 1),
    '“manifest.json” is not as it should be at extra',
  ],
  [
    'an extra name in the artifact',
    set('artifact.json', 'run', 'alert(1)'),
    '“artifact.json” is not as it should be at run',
  ],
  [
    'levels that fall',
    set('artifact.json', 'calibration.levels', [0.9, 0.5, 0.1]),
    'at calibration (levels that rise)',
  ],
  [
    'no level in the middle',
    set('artifact.json', 'calibration.levels', [0.1, 0.2, 0.3]),
    'at calibration (the level in the middle)',
  ],
  ['too few offsets', set('artifact.json', 'calibration.offsets', [1]), 'at calibration (one offset a level)'],
  ['a missing name', set('artifact.json', 'calibration.spread'), 'at calibration.spread'],
  ['a missing file', without('history.csv'), '“history.csv” is listed in manifest.json but missing'],
  ['a file that is not listed', put('tensors.bin', '', false), 'has 0 bytes where manifest.json says 12'],
  ['a stranger’s file', put('model/x/weights.bin', 'abcd', false), '“model/x/weights.bin” is not listed'],
  ['a file of no part', put('model/x/weights.bin', 'abcd'), '“model/x/weights.bin” belongs to no part'],
  [
    'a changed weight',
    touched('model/trend/weights.bin', [1, 2], false),
    '“model/trend/weights.bin” was changed after',
  ],
  ['a changed README', touched('README.txt', [65, 65, 65], false), '“README.txt” was changed after'],
  ['a changed forecast', touched('forecast.csv', [65, 65, 65], false), '“forecast.csv” was changed after'],
  ['too few numbers', put('tensors.bin', new Uint8Array(8)), 'has 8 bytes where its weights take up 12'],
  ['half a number', put('tensors.bin', new Uint8Array(13)), 'has 13 bytes where its weights take up 12'],
  [
    'a weight that is not a number',
    touched('tensors.bin', [0, 0, 192, 127]),
    '“tensors.bin” holds weights that are not numbers',
  ],
  ['an infinite weight', touched('model/trend/weights.bin', [0, 0, 128, 127]), 'holds weights that are not numbers'],
  ['JSON that is none', put('artifact.json', '{]'), '“artifact.json” is not readable JSON'],
  [
    'a reach for the prototype',
    put('artifact.json', '{"a":[{"__proto__":{"b":1}}]}'),
    'has the forbidden name “__proto__”',
  ],
  [
    'a reach for the constructor',
    set('recipe.json', 'model.params', { constructor: 1 }),
    'the forbidden name “constructor”',
  ],
  ['a state for no step', set('artifact.json', 'states', [{}]), 'has 1 states for 4 preparation steps'],
  ['an unknown model', set('recipe.json', 'model.id', 'oracle\u202E\n'), 'the model “oracle??”', 'unsupported'],
  [
    'a parameter out of range',
    set('recipe.json', 'model.params', { units: 0 }),
    'has a faulty model: Units must be at least 1,',
  ],
  ['time that goes back', history('t,a\r\n2,1\r\n1,1\r\n'), '“history.csv” goes back in time (line 3)'],
  ['time off its steps', history('t,a\r\n0,1\r\n60001,1\r\n'), 'not on the regular steps it claims (line 3)'],
  ['a formula for a number', history('t,a\r\n0,=1+1\r\n'), '“history.csv” has something other than a number (line 2)'],
  ['an infinite value', history('t,a\r\n0,1e999\r\n'), 'has something other than a number (line 2)'],
  ['a time that is missing', history('t,a\r\n,1\r\n'), 'has something other than a number (line 2)'],
  ['a cell too many', history('t,a\r\n0,1,2\r\n'), 'has 3 cells where 2 belong (line 2)'],
  ['half a line', history('t,a\r\n0,1'), 'ends in the middle of a line'],
  ['no points', history('t,a\r\n'), '“history.csv” has no points'],
  [
    'two tensors of one name',
    set('artifact.json', 'weights.tensors.1.name', 'trend/lstm_1/kernel'),
    'two tensors of one name',
  ],
  [
    'a tensor in another file',
    set('artifact.json', 'weights.tensors.3.file', 'recipe.json'),
    'a file that is none of its own',
  ],
  [
    'another shape than its layer',
    set('artifact.json', 'weights.tensors.0.shape', [20, 2]),
    'does not agree with model/trend/model.json',
  ],
  [
    'an astronomical shape',
    set('artifact.json', 'weights.tensors.3.shape', [1e15, 1e300]),
    'where its weights take up',
  ],
  ['a shape below nothing', set('artifact.json', 'weights.tensors.3.shape', [-3, -1]), 'at weights.tensors.3.shape.0'],
  ['one network twice', set('artifact.json', 'weights.networks.1.folder', 'trend'), 'names the network “trend” twice'],
  [
    'a network elsewhere',
    set('artifact.json', 'weights.networks.1.folder', '../../x'),
    '“model/../../x/model.json” is missing',
  ],
];

const topology = (at: string, to?: unknown) => set('model/trend/model.json', at, to);
const layer = (at: string, to?: unknown) => topology(`modelTopology.config.layers.${at}`, to);

const networks: readonly Refusal[] = [
  ['a layer that runs code', layer('1.class_name', 'Lambda'), 'at modelTopology.config.layers.1.class_name'],
  [
    'another activation',
    layer('0.config.recurrent_activation', 'hard_sigmoid'),
    'layers.0.config.recurrent_activation',
  ],
  ['more units', layer('0.config.units', 6), 'gives “lstm_1/kernel” the shape 2 × 20 where its layer has 2 × 24'],
  ['a billion units', layer('0.config.units', 1e9), 'layers.0.config.units'],
  ['no input shape', layer('0.config.batch_input_shape'), 'does not say the shape of its input'],
  ['two inputs', layer('1.config.batch_input_shape', [null, 6, 2]), 'has a second input inside'],
  ['two layers of one name', layer('2.config.name', 'lstm_1'), 'has two layers of one name'],
  ['a name no loader takes', layer('2.config.name', 'a/../b'), 'layers.2.config.name'],
  ['a sequence that is gone', layer('0.config.return_sequences', false), 'after one that no longer gives a sequence'],
  ['too few layers', layer('length', 4), 'lists 10 weights where its layers have 8'],
  ['an extra name', layer('0.config.custom', 'x'), 'layers.0.config.custom'],
  ['weights from elsewhere', topology('weightsManifest.0.paths', ['http://x/w.bin']), 'weightsManifest.0.paths.0'],
  ['whole numbers for weights', topology('weightsManifest.0.weights.0.dtype', 'int32'), 'weights.0.dtype'],
  ['a weight listed twice', topology('weightsManifest.0.weights.1.name', 'lstm_1/kernel'), 'listed twice'],
];

const zeros = (path: string, size: number): Uint8Array => zipSync({ [path]: new Uint8Array(size) });
const liar = (path: string, change: (view: DataView, directory: number, local: number) => void) => () =>
  lying(bundle, path, change);
const unpackedSize = (size: number) => (view: DataView, directory: number) =>
  view.setUint32(directory + 24, size, true);

const archives: readonly Refusal[] = [
  ['a bomb', () => zeros('history.csv', 20_000_000), '“history.csv” unpacks to more than 100 times its size'],
  [
    'a bomb that says it is small',
    () => lying(zeros('manifest.json', 2e6), 'manifest.json', unpackedSize(1000)),
    '“manifest.json” unpacks to more than it says',
  ],
  [
    'a file that is smaller than it says',
    () => lying(zeros('manifest.json', 100), 'manifest.json', unpackedSize(1000)),
    '“manifest.json” unpacks to less than it says',
  ],
  [
    'more than a gigabyte',
    () =>
      lying(bundle, 'tensors.bin', (v, at) => {
        for (const place of [20, 24]) v.setUint32(at + place, 2 ** 30, true);
      }),
    'is larger than any model',
  ],
  [
    '300 files',
    () => zipSync(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}`, new Uint8Array()]))),
    'holds 300 files',
  ],
  ['a path that climbs', put('../../etc/passwd', 'x'), '“../../etc/passwd” does not belong'],
  ['a path from the root', put('/manifest.json', 'x'), '“/manifest.json” does not belong'],
  ['a path with backslashes', put('model\\x\\model.json', 'x'), 'does not belong'],
  ['a path that climbs inside', put('model/../recipe.json', 'x'), 'does not belong'],
  ['a path with a line break', put('recipe.json\n', 'x'), '“recipe.json?” does not belong'],
  ['a folder with content', put('model/trend/', 'x'), '“model/trend/” does not belong'],
  [
    'files that share bytes',
    liar('README.txt', (v, at) => v.setUint32(at + 20, v.getUint32(at + 20, true) + 500, true)),
    'overlaps another file',
  ],
  ['a password', liar('README.txt', (v, at) => v.setUint16(at + 8, 1, true)), 'is encrypted', 'unsupported'],
  ['another packing', liar('README.txt', (v, at) => v.setUint16(at + 10, 14, true)), 'cannot unpack', 'unsupported'],
  [
    'a wrong checksum',
    liar('manifest.json', (v, at) => v.setUint32(at + 16, 0, true)),
    '“manifest.json” does not have the checksum',
  ],
  [
    'broken packing',
    liar('manifest.json', (v, _, at) => v.setUint32(at + 30 + 13, 0xffffffff, true)),
    '“manifest.json” of “model.zip” cannot be unpacked',
  ],
  ['a place beyond its end', liar('README.txt', (v, at) => v.setUint32(at + 42, 0xfffffff0, true)), 'ends too early'],
  [
    'a place of another file',
    liar('README.txt', (v, at) => v.setUint32(at + 42, 0, true)),
    'is not where the table of contents says',
  ],
  [
    'a name that is no text',
    liar('README.txt', (v, at) => v.setUint8(at + 46, 0xff)),
    'a file whose name cannot be read',
  ],
  [
    'one file twice',
    () => {
      const two = zipSync({ 'README.txt': strToU8('a'), 'XEADME.txt': strToU8('b') });
      return two.map((byte, at) => (byte === 88 && two[at + 1] === 69 ? 82 : byte));
    },
    'two files of the same name',
  ],
  ['its end cut off', () => bundle.slice(0, -1), 'its end is missing'],
  ['words after its end', () => Uint8Array.of(...bundle, 0), 'its end is missing'],
  [
    '64-bit sizes',
    () =>
      bundle
        .with(-22 + 16, 255)
        .with(-22 + 17, 255)
        .with(-22 + 18, 255)
        .with(-22 + 19, 255),
    'is a 64-bit zip',
    'unsupported',
  ],
];

describe.each([
  ['a bundle', contents],
  ['a network', networks],
  ['an archive', archives],
])('%s is refused', (_, cases) => {
  it.each(cases.map(([what, make, words, code = 'damaged']) => ({ what, make, words, code })))(
    'with $what',
    async ({ make, words, code }) => {
      const bytes = make();
      const error: unknown = await importBundle({ name: 'model.zip', bytes }, sampleFamilies).then(
        () => 'imported',
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(StudioError);
      expect(error).toMatchObject({
        code,
        place: 'file',
        message: expect.stringContaining(words),
        next: expect.stringMatching(/\S/),
      });
    },
  );
});
