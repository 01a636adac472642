import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { textAt } from '../setup/json.ts';
import { root } from '../setup/root.ts';
import { writeStream } from './write-stream.ts';

const lockFile = join(root, 'package-lock.json');
/** npm installs the Bun of this machine alone, and moves it. Those for releases are kept here. */
const folder = join(root, 'dist/runtimes');

/**
 * The file of the Bun for some machine, of the version that package-lock.json has and with the contents that it has the checksum of.
 *
 * @param name of its npm package
 * @returns why there is none, when npm cannot get it
 */
export async function fetchRuntime(
  name: string,
): Promise<{ readonly file: string } | { readonly missing: string }> {
  const locked: unknown = JSON.parse(readFileSync(lockFile, 'utf8'));
  const version = textAt(locked, 'packages', `node_modules/${name}`, 'version');
  const integrity = textAt(locked, 'packages', `node_modules/${name}`, 'integrity');
  if (!version || !integrity) throw new Error(`${name} is not in package-lock.json`);
  const executable = name.includes('windows') ? 'bun.exe' : 'bun';
  const file = join(folder, `${name.replace('/', '-')}-${version}`, executable);
  if (existsSync(file)) return { file };
  mkdirSync(folder, { recursive: true });
  const packed = spawnSync(
    'npm',
    ['pack', '--silent', '--prefer-offline', '--pack-destination', folder, `${name}@${version}`],
    // Where a proxy stands before the registry, npm needs the certificates that the bootstrap takes away for speed.
    { cwd: folder, encoding: 'utf8', env: { ...certificates(), ...process.env } },
  );
  if (packed.status !== 0) return { missing: packed.stderr.trim() || `npm pack ended with ${packed.status}` };
  const archive = join(folder, packed.stdout.trim().split('\n').at(-1) ?? '');
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity)
    throw new Error(`${archive} is not what package-lock.json has: ${found}, expected ${integrity}`);
  await unpack(archive, `package/bin/${executable}`, file);
  rmSync(archive);
  return { file };
}

function certificates(): NodeJS.ProcessEnv {
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  return existsSync(bundle) ? { NODE_EXTRA_CA_CERTS: bundle } : {};
}

async function unpack(archive: string, path: string, file: string): Promise<void> {
  const entries = createReadStream(archive).pipe(createGunzip()).pipe(extract());
  const started = `${file}.part`;
  for await (const entry of entries) {
    if (entry.header.name === path) await pipeline(entry, writeStream(started, 0o755));
    else entry.resume();
  }
  renameSync(started, file);
}
