import { readFileSync, statSync } from 'node:fs';
import { fileError } from '../../diagnostics/file-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { LOCK_FILE_NAME } from '../../model/lock-file.ts';
import type { Project } from '../../model/project.ts';
import { humanSize } from '../../util/human-size.ts';
import { looksSecret, setsSecret } from '../../util/looks-secret.ts';
import type { Cli } from '../context/cli.ts';
import { loadProjectFor } from '../files/load.ts';
import { hiderFor } from '../find/hide-secrets.ts';
import { inputsOf } from '../lock-file/compare-lock.ts';
import { type BundleIndex, baseText, COMPOSE_FILE } from './bundle-format.ts';
import type { Contents } from './bundle-parts.ts';
import { type Omission, omissionIn } from './omission.ts';
import { type ShippedImage, shippedImages } from './shipped-images.ts';
import { type ShippedModel, shippedModel } from './shipped-model.ts';

/** A file that a service mounts is copied into the bundle up to here: it is a setting, and no data. */
const LARGEST_FILE = 16_000_000;

/** What a bundle is made of, before it is known what it may leave out. */
export interface Load {
  readonly engine: Engine;
  readonly images: readonly ShippedImage[];
  readonly files: ReadonlyMap<string, Buffer>;
  readonly indexWithout: (omission: Omission | undefined) => BundleIndex;
}

export async function loadOf(cli: Cli, services: readonly string[]): Promise<Load> {
  const { askedImages, holdToImages } = await import('../../planner/images/pin-images.ts');
  const project = await loadProjectFor(cli, { services });
  const engine = await cli.engine();
  const images = await shippedImages(engine, askedImages(project));
  const byReference = new Map(images.map((image) => [image.reference, image.name]));
  const held = forElsewhere(holdToImages(project, (reference) => byReference.get(reference)));
  const shipped = await shipModel(cli, project, held);
  const files = await filesOf(shipped, held, images);
  const layers = images.map((image) => image.layers);
  const indexWithout = (omission: Omission | undefined) =>
    indexOf(project, images, files, shipped, omissionIn(layers, omission));
  return { engine, images, files, indexWithout };
}

export async function contentsFor(
  { engine, images, files }: Load,
  index: BundleIndex,
  signal: AbortSignal,
): Promise<Contents> {
  const ids = [...new Set(images.map(({ id }) => id))].sort();
  const saved = ids.length > 0 ? await engine.saveImages(ids, signal) : undefined;
  return { index, files, images: saved, wanted: contentsOf(images) };
}

/** undefined: nobody knows what an image is made of, so all that comes is kept. */
function contentsOf(images: readonly ShippedImage[]): ReadonlySet<string> | undefined {
  if (images.some(({ layers }) => !layers)) return undefined;
  return new Set(images.flatMap(({ id, layers = [] }) => [id.replace('sha256:', ''), ...layers]));
}

/** Its images are in no registry, and nothing is built or watched there. */
function forElsewhere(project: Project): Project {
  const services = [...project.services].map(([key, service]) => {
    const {
      build: _build,
      develop: _develop,
      envFiles: _envFiles,
      labelFiles: _labelFiles,
      ...kept
    } = service;
    const empty = { envFiles: [], labelFiles: [] };
    return [
      key,
      service.provider === undefined ? { ...kept, ...empty, pullPolicy: 'never' } : service,
    ] as const;
  });
  return { ...project, services: new Map(services) };
}

async function shipModel(cli: Cli, project: Project, held: Project): Promise<ShippedModel> {
  const { printModel } = await import('../../spec/print/print-project.ts');
  const { isSecretPath } = await import('../../spec/masking/secret-path.ts');
  const hide = hiderFor({ globals: { ...cli.globals, reveal: false } }, project);
  return shippedModel(printModel(held, 'yaml'), {
    workingDir: project.workingDir,
    isSecretPath,
    hide,
    look: (path) => lookAt(path, hide),
  });
}

function lookAt(
  path: string,
  hide: (text: string) => string,
): 'file' | 'secret' | 'large' | 'folder' | undefined {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return 'folder';
    if (!found.isFile()) return undefined;
    if (found.size > LARGEST_FILE) return 'large';
    if (
      looksSecret(
        path
          .split('/')
          .at(-1)
          ?.replace(/\.[^.]*$/, '') ?? '',
      )
    )
      return 'secret';
    const text = readFileSync(path, 'utf8');
    return hide(text) === text && !setsSecret(text) ? 'file' : 'secret';
  } catch {
    return undefined;
  }
}

async function filesOf(
  { model, files }: ShippedModel,
  held: Project,
  images: readonly ShippedImage[],
): Promise<ReadonlyMap<string, Buffer>> {
  const { yamlText } = await import('../../util/yaml-text.ts');
  const { printLockFile } = await import('../../spec/lock-file/print-lock-file.ts');
  const { askedImages } = await import('../../planner/images/pin-images.ts');
  const lock = {
    inputs: inputsOf(askedImages(held)),
    images: new Map(images.map(({ name, id }) => [name, { id }])),
  };
  const copied = [...files].map(([target, path]) => [target, contentOf(path)] as const);
  return new Map([
    [COMPOSE_FILE, Buffer.from(yamlText(model))],
    ...(images.length > 0 ? ([[LOCK_FILE_NAME, Buffer.from(printLockFile(lock))]] as const) : []),
    ...copied,
  ]);
}

const isExecutable = (path: string): boolean => (statSync(path).mode & 0o111) !== 0;

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError(path, 'cannot be read', error);
  }
}

function indexOf(
  project: Project,
  images: readonly ShippedImage[],
  files: ReadonlyMap<string, Buffer>,
  { needs, files: sources }: ShippedModel,
  left: ReturnType<typeof omissionIn>,
): BundleIndex {
  const executable = new Set([...sources].flatMap(([path, source]) => (isExecutable(source) ? path : [])));
  const listed = [...files].map(([path, { length }]) => ({
    path,
    sizeBytes: length,
    ...(executable.has(path) && ({ isExecutable: true } as const)),
  }));
  const sizes = new Map(images.map(({ id, sizeBytes }) => [id, sizeBytes]));
  const bytes = [...sizes.values(), ...listed.map(({ sizeBytes }) => sizeBytes)].reduce(
    (sum, size) => sum + size,
    0,
  );
  return {
    ...left,
    project: project.name,
    images: images.map(({ layers: _, ...image }) => image),
    files: listed,
    needs,
    // An archive of a layer has headers and filling that its size leaves out.
    contentBytes: Math.ceil(bytes * 1.5) + 64_000_000,
  };
}

export function summary(index: BundleIndex, where: string): string {
  const { images, files, needs, omitted = [], base } = index;
  const sizes = new Map(images.map(({ id, sizeBytes }) => [id, sizeBytes]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return [
    `bundle: ${where}`,
    ...files.map(({ path }) => `  file ${path}`),
    ...images.map(
      ({ name, reference, sizeBytes }) => `  image ${reference} as ${name}, ${humanSize(sizeBytes)}`,
    ),
    `  images together at most ${humanSize(total)}; layers that they share are there once`,
    ...(base ? [`  without ${omitted.length} layers that ${baseText(base)} has`] : []),
    ...needs.map(({ kind, name, usedBy }) => `  not in it: ${kind} ${name}, for ${usedBy}`),
    '',
  ].join('\n');
}
