import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import { splitReference } from '../../engine/calls/pull.ts';
import { type ArtifactReader, readArtifact } from '../../engine/registry/read-artifact.ts';
import { registryAuthOf } from '../../engine/registry/registry-auth-of.ts';
import { fullName } from '../../model/full-name.ts';
import type { RemoteFiles } from '../../model/remote-files.ts';
import type { RemoteReference } from '../../spec/read/remote-reference.ts';
import { type ArtifactFile, filesOf } from './artifact-files.ts';
import type { FetchOptions } from './fetch-git.ts';
import { keep, keptAt } from './keep.ts';

type OciReference = Extract<RemoteReference, { readonly kind: 'oci' }>;

interface OciOptions extends FetchOptions {
  /** The registries that may be spoken to without TLS. */
  readonly insecure: readonly string[];
}

/**
 * The files of a project that was published to a registry. A digest that is kept on this machine is asked of nobody.
 *
 * Error: UserError, see README.
 */
export async function fetchOci(reference: OciReference, options: OciOptions): Promise<RemoteFiles> {
  const { environment, shown } = options;
  const known = options.pin ?? reference.digest;
  const at = (digest: string): string => keptAt(environment, 'oci', digest.replace('sha256:', ''));
  const files = (digest: string): RemoteFiles => {
    const root = at(digest);
    return { reference: shown, kind: 'oci', pin: digest, root, file: join(root, 'compose.yaml') };
  };
  if (known !== undefined && existsSync(at(known))) return files(known);
  const { artifact, tag } = await open(reference, options);
  const found = await artifact.manifest(known ?? tag);
  if (!found)
    throw new UserError('remote-not-found', `the registry has no ${shown}`, {
      hint: 'check the name and the tag: the command publish has put it there',
    });
  await keep(at(found.digest), async (folder) => {
    options.tell(`fetching ${shown} (${found.digest.slice(0, 19)})`);
    for (const { name, text } of await layersOf(found.text, artifact, shown))
      writeFileSync(join(folder, name), text, { mode: 0o600 });
  });
  return files(found.digest);
}

async function open(
  { image }: OciReference,
  { environment, insecure, tell }: OciOptions,
): Promise<{ readonly artifact: ArtifactReader; readonly tag: string }> {
  const { name, tag } = splitReference(fullName(image));
  const [registry = ''] = name.split('/', 1);
  const login = await registryAuthOf(environment)(image);
  const artifact = await readArtifact({
    registry,
    name: name.slice(registry.length + 1),
    login,
    insecure: insecure.includes(registry),
    signal: new AbortController().signal,
    onSlow: tell,
  });
  return { artifact, tag };
}

async function layersOf(
  manifest: string,
  artifact: ArtifactReader,
  shown: string,
): Promise<readonly ArtifactFile[]> {
  return filesOf(manifest, shown, {
    manifest: async (digest) => (await artifact.manifest(digest))?.text,
    blob: (digest) => artifact.blob(digest),
  });
}
