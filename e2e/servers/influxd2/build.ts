/**
 * Builds InfluxDB 2.7's server from its published Go module: once, into a cache outside the project. About three
 * minutes on two cores. The server's query language, Flux, is written in Rust, so Go and Rust are both needed.
 */
import { chmod, copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../apt';
import { type Found, found, missing } from '../found';
import { isExecutable, onPath, shell, tail } from '../shell';

const VERSION = '2.7.12';
/** InfluxData's stand-in for pkg-config: it compiles the Rust half when Go asks where to find it. */
const PKG_CONFIG = 'github.com/influxdata/pkg-config@v0.2.14';
const SOURCES = dirname(fileURLToPath(import.meta.url));

/** Where the built server is kept; UNDERTONE_CACHE moves it. */
export function builtInfluxd2(): string {
  const cache = process.env.UNDERTONE_CACHE || join(homedir(), '.cache', 'undertone');
  return join(cache, `influxd-${VERSION}`, 'influxd');
}

/** The built server's path, from the cache or after building it. */
export async function buildInfluxd2(): Promise<Found<string>> {
  const target = builtInfluxd2();
  if (isExecutable(target)) return found(target);
  const tools = await buildTools();
  if (!tools.ok) return missing(`InfluxDB ${VERSION} cannot be built: ${tools.reason}`);

  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(join(dirname(target), 'build-'));
  try {
    for (const name of ['go.mod', 'main.go']) await copyFile(join(SOURCES, name), join(folder, name));
    const wrapper = join(folder, 'rustc-wrapper');
    await writeFile(wrapper, RUSTC_WRAPPER);
    await chmod(wrapper, 0o755);

    const stub = await shell('go', ['install', PKG_CONFIG], { cwd: folder, env: { GOBIN: folder, GOFLAGS: '' } });
    if (!stub.ok) return missing(`InfluxDB ${VERSION} cannot be built: ${PKG_CONFIG}: ${tail(stub.output, 4)}`);

    const binary = join(folder, 'influxd');
    const tags = ['-mod=mod', '-tags', 'sqlite_foreign_keys,sqlite_json'];
    const build = await shell('go', ['build', '-buildvcs=false', ...tags, '-o', binary, '.'], {
      cwd: folder,
      env: {
        CGO_ENABLED: '1',
        PKG_CONFIG: join(folder, 'pkg-config'),
        RUSTC_WRAPPER: wrapper,
        ...(await installedRust()),
      },
      timeoutMs: 1_500_000,
    });
    if (!build.ok) return missing(`InfluxDB ${VERSION} did not build: ${tail(build.output, 6)}`);
    await rename(binary, target);
    return found(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A newer Rust warns of things Flux forbids by its lints; this asks for no more than warnings. */
const RUSTC_WRAPPER = `#!/bin/sh
case " $* " in *" --cap-lints"*) exec "$@" ;; *) exec "$@" --cap-lints warn ;; esac
`;

/** Flux asks rustup for an old toolchain that is not here; this names the one that is. */
async function installedRust(): Promise<Record<string, string>> {
  if (onPath('rustup') === undefined) return {};
  const { ok, stdout } = await shell('rustup', ['show', 'active-toolchain'], { cwd: homedir() });
  const [name] = stdout.trim().split(/\s/);
  return ok && name !== undefined && name !== '' ? { RUSTUP_TOOLCHAIN: name } : {};
}

async function buildTools(): Promise<Found<true>> {
  const version = /go(\d+)\.(\d+)/.exec((await shell('go', ['version'])).stdout);
  if (version === null) return missing('it needs Go 1.23 or later, which is not installed');
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major === 1 && minor < 23) return missing(`it needs Go 1.23 or later, and this is ${version[0]}`);
  if (!(await shell('cargo', ['--version'])).ok) return missing('it needs Rust (cargo), which is not installed');
  const wanted = { clang: 'clang', protoc: 'protobuf-compiler', 'pkg-config': 'pkg-config' };
  const packages = Object.entries(wanted).filter(([command]) => onPath(command) === undefined);
  if (packages.length === 0) return found(true as const);
  const installed = await installPackages(packages.map(([, name]) => name));
  return installed.ok ? found(true as const) : installed;
}
