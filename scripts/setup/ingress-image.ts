import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { busyboxLayer } from './busybox-image.ts';
import { ask, type Host } from './engine-api.ts';
import { type Entry, loadImage, tar } from './image-archive.ts';
import { output, tryRun } from './run.ts';

/** HAProxy, and what gantry runs beside it: busybox (`reconciler/ingress/ingress-programs.ts`) and nftables (`reconciler/hold`). */
export const INGRESS_IMAGE = 'gantry-ingress:haproxy-3.0-nftables';

const folder = '/var/tmp/gantry-ingress';
/** A new number makes it anew. */
const kept = join(folder, '3.tar');
const PACKAGES = ['haproxy', 'nftables'];
const PROGRAMS = ['usr/sbin/haproxy', 'usr/sbin/nft'];

/** Gives the engine the image, made of Debian's packages once and kept: no registry is asked. */
export async function loadIngressImage(host: Host): Promise<void> {
  if ((await ask(host, 'GET', `/images/${INGRESS_IMAGE}/json`)).status === 200) return;
  await loadImage(host, INGRESS_IMAGE, {
    layers: [await busyboxLayer(), await packagesLayer()],
    history: `busybox-static, ${PACKAGES.join(', ')}`,
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      User: '65534:65534',
      Entrypoint: ['haproxy'],
      StopSignal: 'SIGUSR1',
    },
  });
}

async function packagesLayer(): Promise<Buffer> {
  try {
    return readFileSync(kept);
  } catch {
    console.error(`making an image of ${PACKAGES.join(' and ')} from packages (some seconds, once) …`);
  }
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, 'packages-'));
  try {
    const made = await tar(programFiles(unpackPackages(work)));
    // Under another name until it is whole: an interrupted run must not leave half an image.
    const unfinished = `${kept}.${process.pid}`;
    writeFileSync(unfinished, made);
    renameSync(unfinished, kept);
    return made;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Unpacks the programs and the libraries that they need, without installing them. @returns the folder that stands for `/` */
function unpackPackages(work: string): string {
  const root = join(work, 'root');
  const seen = new Set<string>();
  for (let wanted: readonly string[] = PACKAGES; wanted.length > 0; ) {
    for (const name of wanted) seen.add(name);
    download(work, wanted);
    const archives = readdirSync(work)
      .filter((file) => file.endsWith('.deb'))
      .map((file) => join(work, file));
    const needed = archives.flatMap((file) => {
      output('dpkg-deb', ['--extract', file, root]);
      return librariesOf(output('dpkg-deb', ['--field', file, 'Depends']));
    });
    for (const file of archives) rmSync(file);
    wanted = [...new Set(needed)].filter((name) => !seen.has(name));
  }
  return root;
}

function download(work: string, packages: readonly string[]): void {
  // As root in a folder of root's: apt-get says on each call that its own user may not write there.
  const get = () => tryRun('sh', ['-c', 'cd "$0" && apt-get -q download "$@"', work, ...packages]);
  if (get().ok) return;
  output('apt-get', ['-q', 'update']);
  const again = get();
  if (!again.ok) throw new Error(`apt-get cannot download ${packages.join(' ')}. It said:\n${again.text}`);
}

/** `libc6 (>= 2.38), adduser, zlib1g` → the packages of libraries */
const librariesOf = (depends: string): readonly string[] =>
  depends
    .split(',')
    .flatMap((entry) => /^\s*((?:lib|zlib)[a-z0-9+.-]+)/.exec(entry)?.[1] ?? [])
    .filter((name) => name !== 'libc-bin');

/** The programs, their loader, and the libraries that the loader finds for them, each once. */
function programFiles(root: string): readonly Entry[] {
  const files = new Map(PROGRAMS.flatMap((program) => filesOf(root, program)));
  return [...files].map(([name, path]) => ({
    name,
    content: readFileSync(realpathSync(path)),
    mode: 0o755,
  }));
}

/** By its place in the image: where a file was unpacked. */
function filesOf(root: string, program: string): readonly (readonly [name: string, path: string])[] {
  const path = join(root, program);
  const loaderPath = /\/lib[0-9a-z]*\/ld-[^\0]+/.exec(readFileSync(path, 'latin1'))?.[0];
  if (loaderPath === undefined) throw new Error(`${program} names no loader`);
  const loader = findFile(root, basename(loaderPath));
  const found = output(loader, ['--library-path', dirname(loader), '--list', path]);
  const libraries = [...found.matchAll(/=> (\S+) \(/g)].flatMap(([, library = '']) =>
    library.startsWith(root) && library !== loader ? [library] : [],
  );
  return [
    [program, path],
    [loaderPath.slice(1), loader],
    ...libraries.map((library) => [library.slice(root.length + 1), library] as const),
  ];
}

function findFile(root: string, name: string): string {
  const path = output('find', [root, '-name', name, '-not', '-type', 'd']).split('\n')[0];
  if (!path) throw new Error(`no package has ${name}`);
  return realpathSync(path);
}
