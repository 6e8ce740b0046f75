import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exporters } from '.';
import { sampleArtifact, sampleForecast } from './sample';
import type { Exporter, ExportInput } from './types';

/** One input for each member; a new member adds its own here. */
const inputs: Readonly<Record<string, (name: string) => ExportInput>> = {
  'model-bundle': (name) => ({
    name,
    artifact: sampleArtifact(),
    forecast: sampleForecast,
    created: 1_700_000_000_000,
  }),
  csv: (name) => ({ name, kind: 'forecast', forecast: sampleForecast }),
  recipe: (name) => ({ name, recipe: sampleArtifact().recipe }),
  'line-protocol': (name) => ({ name, forecast: sampleForecast, target: { measurement: 'm', tags: {} } }),
};

const members: readonly Exporter[] = exporters;

it('lists every member on disk, once', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(members.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
  expect(Object.keys(inputs).sort()).toEqual(members.map(({ id }) => id).sort());
});

describe.each(members)('$id', (member) => {
  const { id, title, summary, extension, mime } = member;
  const inputOf = (name: string): ExportInput => {
    const make = inputs[id];
    if (make === undefined) throw new Error(`no input for ${id}`);
    return make(name);
  };

  it('says what it is', () => {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(title).not.toBe('');
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(extension).toMatch(/^[a-z0-9]+$/);
    expect(mime).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/);
  });

  it('gives a file with its extension and something in it', async () => {
    const { name, bytes } = await member.export(inputOf('My model'));
    expect(name).toBe(`My-model.${extension}`);
    expect(bytes).toBeInstanceOf(Uint8Array);
    expect(bytes.length).toBeGreaterThan(0);
  });

  it('gives the same bytes for the same input', async () => {
    expect((await member.export(inputOf('x'))).bytes).toEqual((await member.export(inputOf('x'))).bytes);
  });

  it('never names a path, a hidden file or nothing', async () => {
    for (const name of ['../../etc/passwd', 'C:\\x', '.bashrc', '', '…', 'con', 'a'.repeat(500), '\u202Egpj.exe']) {
      const file = await member.export(inputOf(name));
      expect(file.name).toMatch(new RegExp(`^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]{0,100}\\.${extension}$`, 'u'));
      expect(file.name).not.toMatch(/\.\.|^con\./);
    }
  });

  it('leaves what it was given as it was', async () => {
    const input = inputOf('x');
    const before = structuredClone(input);
    await member.export(input);
    expect(input).toEqual(before);
  });
});
