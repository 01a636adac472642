import { readFileSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ImageParts, tar } from './image-archive.ts';
import { runProgram } from './run-program.ts';

/** What an ingress is made of, beside busybox: HAProxy, and nftables for the first switch, `handover` and UDP. */
export const PROGRAM_PACKAGES: readonly string[] = ['haproxy', 'nftables'];
const PROGRAMS = ['usr/sbin/haproxy', 'usr/sbin/nft'];

/** The image, made of two layers. */
export const ingressParts = (busybox: Buffer, programs: Buffer, architecture: string): ImageParts => ({
  layers: [busybox, programs],
  history: `busybox-static, ${PROGRAM_PACKAGES.join(', ')}`,
  architecture,
  config: {
    Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    User: '65534:65534',
    Entrypoint: ['haproxy'],
    StopSignal: 'SIGUSR1',
  },
});

/** The programs, their loader, and the libraries that the loader finds for them, each once. @param root where they were unpacked */
export async function programsLayer(root: string, signal?: AbortSignal): Promise<Buffer> {
  const found = await Promise.all(PROGRAMS.map((program) => filesOf(root, program, signal)));
  return tar(
    [...new Map(found.flat())].map(([name, path]) => ({
      name,
      content: readFileSync(realpathSync(path)),
      mode: 0o755,
    })),
  );
}

/** By its place in the image: where a file was unpacked. */
async function filesOf(
  root: string,
  program: string,
  signal: AbortSignal | undefined,
): Promise<readonly (readonly [name: string, path: string])[]> {
  const path = join(root, program);
  const loaderPath = /\/lib[0-9a-z]*\/ld-[^\0]+/.exec(readFileSync(path, 'latin1'))?.[0];
  if (loaderPath === undefined) throw new Error(`${program} names no loader`);
  const loader = await findFile(root, basename(loaderPath));
  const text = await runProgram(loader, ['--library-path', dirname(loader), '--list', path], { signal });
  const libraries = [...text.matchAll(/=> (\S+) \(/g)].flatMap(([, library = '']) =>
    library.startsWith(root) && library !== loader ? [library] : [],
  );
  return [
    [program, path],
    [loaderPath.slice(1), loader],
    ...libraries.map((library) => [library.slice(root.length + 1), library] as const),
  ];
}

/** The package has the loader where the program names it, and below `/usr`. */
async function findFile(root: string, name: string): Promise<string> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found = entries.find((entry) => entry.name === name && !entry.isDirectory());
  if (!found) throw new Error(`no package has ${name}`);
  return realpathSync(join(found.parentPath, found.name));
}
