import { beforeAll, describe, expect, it } from 'vitest';
import { fluxChecker } from './flux-check.testing';
import { onlyReads } from './only-reads';

let isValid: (script: string) => boolean;
beforeAll(async () => {
  isValid = await fluxChecker();
});

const data = 'data = from(bucket: "b") |> range(start: -1h)\n';

describe('a person’s own Flux', () => {
  it.each([
    'from(bucket: "to(") |> range(start: 0)',
    '// to(bucket: "x")\nbuckets()',
    `${data}data |> toString()`,
    `${data}data |> filter(fn: (r) => r["_field"] == "to" and r["to"] == "post \\"to\\" \\\${to()}")`,
    `${data}data |> filter(fn: (r) => r.host =~ /to|"post/ and r.os !~ /a\\/"to/) |> yield(name: "to")`,
    `${data}data |> map(fn: (r) => ({r with _value: r["a"] / r["b"] / 2.0, text: "\${r["to"]} of \${if true then "}" else "{"}"}))`,
    `import "math"\nimport s "strings"\n${data}data |> map(fn: (r) => ({r with _value: math.abs(x: r._value), a: s.toUpper(v: "to")}))`,
  ])('lets pass: %s', (fine) => {
    expect(isValid(fine)).toBe(true);
    expect(() => onlyReads(fine)).not.toThrow();
  });

  it.each([
    `${data}data |> to(bucket: "b")`,
    `${data}f = to\ndata |> f(bucket: "b")`,
    `${data}x = "\${data |> to(bucket: "b") |> string()}"`,
    `${data}x = "a\${"b\${ (() => { return 1 })() }" + "c"}"\ndata |> wideTo(bucket: "b")`,
    `${data}data |> filter(fn: (r) => r.host =~ /"/) |> to(bucket: "b") // "`,
    'x = /a\\\\/ f = to y = 1 /b/',
    `x = 1. / 2.0 f = to z = 2 / 3`,
    `import "math"\n/"/\n${data}data |> to(bucket: "b") // "`,
    `${data}x = 1to\ny = "\\\\" data |> to(bucket: "b")`,
    'import "experimental"\nf = experimental["to"]',
    'import "http"\nhttp["post"](url: "u")',
    'import e "experimental"\nbuckets() |> e.to(bucket: "b")',
    'import /* "math" */ "http"',
    'wideTo(bucket: "b")',
    '"$${" data |> to(bucket: "b") //"}"',
    '"open |> to(bucket: 1)',
  ])('refuses in words: %s', (writing) => {
    expect(() => onlyReads(writing)).toThrow(
      expect.objectContaining({ code: 'bad-query', place: 'text', next: expect.any(String) }),
    );
  });
});
