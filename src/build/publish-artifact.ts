import { UserError } from '../diagnostics/user-error.ts';
import { splitReference } from '../engine/calls/pull.ts';
import type { Engine } from '../engine/port/engine.ts';
import { registryAuth } from '../engine/registry/registry-auth.ts';
import { digestOf, openRepository, type Repository } from '../engine/registry/registry-client.ts';
import { resolveDigestOf } from '../engine/registry/resolve-digest.ts';
import type { ArtifactLayer } from '../model/artifact.ts';
import type { OnProgress } from '../model/event.ts';
import { fullName } from '../model/full-name.ts';
import type { OperationOf } from '../model/operation.ts';
import { yamlText } from '../util/yaml-text.ts';
import { configFiles } from './docker-config.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
/** The types that docker compose looks for. */
const PROJECT = 'application/vnd.docker.compose.project';
const FILE = 'application/vnd.docker.compose.file+yaml';
const EMPTY = '{}';

/**
 * Uploads the files of a project to a registry, in the form of docker compose's `-f oci://…`.
 *
 * Errors: UserError of the registry; EngineError for an image that the registry does not have.
 */
export async function publishArtifact(
  engine: Engine,
  operation: OperationOf<'publish-artifact'>,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<void> {
  const { reference, insecure, ociVersion } = operation;
  const pins = operation.pinned.size === 0 ? [] : [await pinsOf(engine, operation.pinned)];
  const { name, tag } = splitReference(fullName(reference));
  const slash = name.indexOf('/');
  const login = await registryAuth(configFiles(), process.env.DOCKER_AUTH_CONFIG)(reference);
  const repository = await openRepository({
    registry: name.slice(0, slash),
    name: name.slice(slash + 1),
    login,
    insecure,
    signal,
    onSlow: (text) => void onProgress({ text }),
  });
  const layers = [...operation.layers, ...pins];
  for (const { content } of layers) await repository.putBlob(content);
  await repository.putBlob(EMPTY);

  const put = (version: '1.0' | '1.1') => putManifest(repository, tag, layers, version);
  let status = await put(ociVersion ?? '1.1');
  if (status >= 400 && ociVersion === undefined) status = await put('1.0');
  if (status >= 400)
    throw new UserError('registry-refused', `the registry answers ${status} to the artifact ${reference}`, {
      hint: 'it may not support artifacts: publish to one that supports OCI artifacts',
    });
}

function putManifest(
  repository: Repository,
  tag: string,
  layers: readonly ArtifactLayer[],
  version: '1.0' | '1.1',
): Promise<number> {
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    ...(version === '1.1' ? { artifactType: PROJECT } : {}),
    config: {
      mediaType:
        version === '1.1'
          ? 'application/vnd.oci.empty.v1+json'
          : 'application/vnd.docker.compose.config.empty.v1+json',
      digest: digestOf(EMPTY),
      size: EMPTY.length,
    },
    layers: layers.map(({ mediaType, annotations, content }) => ({
      mediaType,
      digest: digestOf(content),
      size: Buffer.byteLength(content),
      annotations,
    })),
    annotations: { 'org.opencontainers.image.created': new Date().toISOString() },
  };
  return repository.putManifest(tag, MANIFEST, JSON.stringify(manifest));
}

/** An override file that pins the project to the present images of the registry. */
async function pinsOf(engine: Engine, images: ReadonlyMap<string, string>): Promise<ArtifactLayer> {
  const services = await Promise.all(
    [...images].map(async ([service, image]) => {
      const pinned = image.includes('@')
        ? image
        : `${fullName(image)}@${await resolveDigestOf(image, engine)}`;
      return [service, { image: pinned }] as const;
    }),
  );
  return {
    mediaType: FILE,
    annotations: { 'com.docker.compose.file': 'image-digests.yaml' },
    content: yamlText({ services: Object.fromEntries(services) }),
  };
}
