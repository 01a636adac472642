import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { busybox } from '../../scripts/setup/busybox-image.ts';
import { ask, type Host } from '../../scripts/setup/engine-api.ts';
import { architecture, loadImage } from '../../scripts/setup/image-archive.ts';
import { output } from '../../scripts/setup/run.ts';
import { SERVICES_IMAGE } from '../../scripts/setup/services-image.ts';
import { busyboxLayer } from '../../src/cli/ingress-image/busybox-layer.ts';
import { type Entry, tar } from '../../src/cli/ingress-image/image-archive.ts';

/** Where the image has its programs. */
export const IN_IMAGE = { app: 'node /load/app.mjs', client: 'node /load/client.mjs' } as const;

const PROGRAMS = join(import.meta.dirname, 'program');
const PATH = '/usr/local/bin:/usr/bin:/bin';

/** PostgreSQL, with its data declared as a volume, as images of databases do it; a new number makes it anew. */
export const DATABASE_IMAGE = 'gantry-test-database:1';
export const DATABASE_FOLDER = '/var/lib/postgresql';

export async function loadDatabaseImage(host: Host): Promise<void> {
  if ((await ask(host, 'GET', `/images/${DATABASE_IMAGE}/json`)).status === 200) return;
  const dockerfile = `FROM ${SERVICES_IMAGE}\nVOLUME ${DATABASE_FOLDER}\n`;
  const context = await tar([{ name: 'Dockerfile', content: dockerfile }]);
  const { status, body } = await ask(host, 'POST', `/build?version=1&rm=1&t=${DATABASE_IMAGE}`, context);
  if (status !== 200 || body.includes('"errorDetail"'))
    throw new Error(`the engine refused ${DATABASE_IMAGE}: ${body}`);
}

/**
 * Gives the engine an image with the application, with the client of a load, and with this machine's own Node and busybox for them.
 *
 * @returns its name, by what is in it
 */
export async function loadImageForLoad(host: Host): Promise<string> {
  const programs = await programFiles();
  const contents = programs.map(({ content }) => content).join('\0');
  const hash = createHash('sha256').update(`${process.version}\0${contents}`).digest('hex');
  const tag = `gantry-test-load:${hash.slice(0, 12)}`;
  if ((await ask(host, 'GET', `/images/${tag}/json`)).status === 200) return tag;
  await loadImage(host, tag, {
    // Those that are alike for every version of the programs come first, and the engine has each of them once.
    layers: [await busyboxLayer(busybox), await nodeLayer(), await tar(programs)],
    history: 'busybox-static, node, programs of test/load',
    architecture: architecture(),
    config: { Env: [`PATH=${PATH}`], Cmd: IN_IMAGE.app.split(' ') },
  });
  return tag;
}

async function programFiles(): Promise<readonly Entry[]> {
  const { outputFiles } = await build({
    entryPoints: ['app', 'client'].map((name) => join(PROGRAMS, `${name}.ts`)),
    outdir: '/load',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
  });
  return outputFiles.map(({ path, text }) => ({ name: path.slice(1), mode: 0o644, content: text }));
}

/** Node is linked to a few libraries of the system. */
function nodeLayer(): Promise<Buffer> {
  const libraries = output('ldd', [process.execPath])
    .split('\n')
    .flatMap((line) => /(\/\S+) \(0x/.exec(line)?.[1] ?? []);
  const file = (name: string, from: string): Entry => ({
    name: name.slice(1),
    mode: 0o755,
    content: readFileSync(from),
  });
  return tar([
    file('/bin/node', process.execPath),
    ...libraries.map((library) => file(library, library)),
    { name: 'etc/nsswitch.conf', content: 'hosts: files dns\n' },
  ]);
}
