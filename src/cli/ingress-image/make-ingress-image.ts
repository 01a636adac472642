import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { knownError } from '../../diagnostics/file-error.ts';
import { blank, gantry, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { CHECK_EXIT, checkImage } from '../../planner/ingress/check-image.ts';
import { imageCheck } from '../../planner/ingress/ingress-check.ts';
import { tryIngressImage } from '../../reconciler/steps/try-ingress-image.ts';
import { isImageName } from '../../util/is-image-name.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { onInterrupt } from '../context/signals.ts';
import { busyboxLayer } from './busybox-layer.ts';
import { DebianPackages, type Unpacked } from './debian-packages.ts';
import { imageArchive } from './image-archive.ts';
import { ingressParts, PROGRAM_PACKAGES, programsLayer } from './ingress-layers.ts';
import { ProgramError, runProgram } from './run-program.ts';

export interface IngressImageOptions {
  readonly tag?: string;
  readonly format: 'text' | 'json';
}

type Versions = ReadonlyMap<string, string>;

const PACKAGES = [...PROGRAM_PACKAGES, 'busybox-static'];
const DOCKERFILE = 'docs/updates.md has a Dockerfile for one';

/** @returns the exit code. Error: UserError `ingress-image-failed`; then the engine has what it had */
export async function makeIngressImage(cli: Cli, options: IngressImageOptions): Promise<number> {
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  const folder = mkdtempSync(join(tmpdir(), 'gantry-ingress-image-'));
  const discard = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // Also when a second Ctrl-C ends the program at once.
  process.once('exit', discard);
  try {
    await make(cli, options, folder, stop.signal);
    return EXIT.ok;
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    throw knownError(error instanceof ProgramError ? programFailed(error) : error);
  } finally {
    process.off('exit', discard);
    discard();
    release();
  }
}

async function make(
  cli: Cli,
  { tag, format }: IngressImageOptions,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  if (tag !== undefined && (!isImageName(tag) || /@|^sha256:/.test(tag)))
    throw new UserError('bad-usage', `"${tag}" is no name of an image`, {
      hint: ['for example: ', gantry('ingress-image', '--tag', 'example/ingress:1')],
    });
  const machine = await runProgram('dpkg', ['--print-architecture'], { signal });
  const engine = await cli.engine();
  const architecture = await sharedArchitecture(engine, machine);
  const packages = new DebianPackages(folder, signal);
  const found = await packages.find(PACKAGES);
  refuseOld(found);
  const dryRun = cli.globals.dryRun ?? false;
  const tell = (text: string): void => {
    if (cli.globals.progress !== 'quiet') cli.stderr.write(`${text}\n`);
  };
  let image = tag ?? nameFor(found);
  let versions = found;
  if (!dryRun) {
    tell(`downloading ${PACKAGES.join(', ')} and their libraries …`);
    const unpacked = await packages.unpack(PACKAGES);
    refuseOld(unpacked.versions);
    versions = unpacked.versions;
    image = tag ?? nameFor(versions);
    tell(`loading ${image} into the engine …`);
    await loadChecked(engine, image, await archiveOf(image, unpacked, architecture, signal), signal);
  }
  const made = { version: 1, image, architecture, dryRun, packages: Object.fromEntries(versions) };
  cli.stdout.write(
    format === 'json' ? `${JSON.stringify(made, null, 2)}\n` : report(image, versions, dryRun),
  );
}

/** Not every ingress needs nftables; the image is for all of them. */
const RUNS_NFT = `nft --version >/dev/null || { echo nft; exit ${CHECK_EXIT.lacks}; }`;

/** dpkg's names in the words of the engine and of the image format, where they differ. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['armhf', 'arm'],
  ['armel', 'arm'],
  ['i386', '386'],
  ['ppc64el', 'ppc64le'],
]);

/** The programs that are downloaded also run here, to find their libraries. */
async function sharedArchitecture(engine: Engine, machine: string): Promise<string> {
  const { os, arch } = await engine.version();
  const here = NAMES.get(machine) ?? machine;
  if (os === 'linux' && arch === here) return here;
  throw failed(
    `the engine is ${os}/${arch}, and this machine's packages are linux/${here}`,
    `run it on a machine of the engine's kind, for example on its host; or ${DOCKERFILE}`,
  );
}

function refuseOld(versions: Versions): void {
  const version = versions.get('haproxy') ?? '';
  if (Number.parseInt(version, 10) >= 3) return;
  throw failed(
    `the package haproxy of this machine is ${version || 'of an unknown version'}, and HAProxy 3 is needed`,
    `Debian 13 and Ubuntu 25.04 have it, Debian 12 (2.6) and Ubuntu 24.04 (2.8) do not: run it on such a machine, with -H for the engine; or ${DOCKERFILE}`,
  );
}

/** `3.0.11-1+deb13u5` → `gantry-ingress:haproxy-3.0-nftables` */
function nameFor(versions: Versions): string {
  const [version = '3'] = /^\d+\.\d+/.exec(versions.get('haproxy') ?? '') ?? [];
  return `gantry-ingress:haproxy-${version}-nftables`;
}

async function archiveOf(
  image: string,
  { root }: Unpacked,
  architecture: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const busybox = await busyboxLayer(busyboxIn(root), signal);
  return imageArchive(
    candidateOf(image),
    ingressParts(busybox, await programsLayer(root, signal), architecture),
  );
}

/** Older packages have it in `/bin`. */
const busyboxIn = (root: string): string =>
  ['usr/bin/busybox', 'bin/busybox'].map((path) => join(root, path)).find((path) => existsSync(path)) ?? '';

/** The name until the image has been checked: under its own name there may be one that works. */
const candidateOf = (image: string): string =>
  `${/^(.*?)(?::[^:/]+)?$/.exec(image)?.[1]}:gantry-unchecked-${process.pid}`;

async function loadChecked(
  engine: Engine,
  image: string,
  archive: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const candidate = candidateOf(image);
  try {
    await engine.loadImages(Readable.from([archive]), signal);
    const details = await engine.inspectImage(candidate);
    if (!details) throw failed(`the engine took the image in without its name ${candidate}`);
    const request = { ...imageCheck(candidate, {}), Cmd: ['-c', `${RUNS_NFT}${checkImage()}`] };
    const fault = await tryIngressImage(`gantry-ingress-image-${process.pid}`, request, {
      engine,
      signal,
      releaseSlot: () => {},
    });
    if (fault) throw failed(`the new image ${fault.why}`, DOCKERFILE, fault);
    signal.throwIfAborted();
    await engine.tagImage(details.id, image);
  } finally {
    await engine.removeImage(candidate).catch(() => {});
  }
}

function programFailed(error: ProgramError): UserError {
  if (error.isMissing)
    return failed(
      'this machine has no apt-get and dpkg-deb, which Debian and Ubuntu have',
      ['run it on one that has, with ', gantry('-H', blank('ENGINE'), 'ingress-image'), `; or ${DOCKERFILE}`],
      error,
    );
  const said = error.output.filter((line) => /^[EW]: /.test(line));
  const line = said.find((one) => one.includes('Failed to fetch')) ?? said.at(-1) ?? error.output.at(-1);
  return failed(
    `the packages cannot be had: ${line ?? error.message}`,
    'is there a network, and does `apt-get update` work?',
    { cause: error, output: error.output.slice(-10) },
  );
}

const failed = (
  message: string,
  hint?: Hint,
  { cause, output }: { readonly cause?: unknown; readonly output?: readonly string[] } = {},
): UserError => new UserError('ingress-image-failed', message, { hint, cause, output });

function report(image: string, versions: Versions, dryRun: boolean): string {
  const [haproxy, nftables, busybox] = PACKAGES.map((name) => versions.get(name) ?? '');
  return `image ${image}: ${dryRun ? 'would be made of' : 'made of'} HAProxy ${haproxy}, nftables ${nftables}, busybox ${busybox}
write it into the files; it serves ingresses, also with udp, handover and --no-gap:

x-gantry: {ingress: {image: "${image}"}}
`;
}
