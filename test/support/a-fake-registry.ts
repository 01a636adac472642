import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Content {
  /** By repository and tag: `me/app:1`. A text is a manifest of one platform; a map has its platforms, by name. */
  readonly images?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** Files that were published, by repository and tag: their layers, or the manifest itself. */
  readonly artifacts?: Readonly<Record<string, readonly FakeLayer[] | FakeManifest>>;
  /** When images were made, by the same names, as their configuration says; with `annotation` the manifest says it. */
  readonly created?: Readonly<Record<string, string | { readonly annotation: string }>>;
  /** Sees each request first. @returns whether it answered */
  readonly first?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Tags in one answer. */
  readonly pageSize?: number;
}

export interface FakeLayer {
  readonly mediaType: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly content: string;
}

/** The layers can be had by their digest, whatever the manifest says. */
interface FakeManifest {
  readonly manifest: unknown;
  readonly layers: readonly FakeLayer[];
}

export interface FakeRegistry {
  /** `127.0.0.1:5000` */
  readonly host: string;
  /** `HEAD /v2/me/app/manifests/1` */
  readonly requests: readonly string[];
  /** Of what `images` has under this name. */
  digestOf(name: string): string;
  stop(): void;
}

/** A registry of this process that tells of images, and takes none. */
export async function aFakeRegistry({
  images = {},
  artifacts = {},
  created = {},
  first = () => false,
  pageSize = 1000,
}: Content): Promise<FakeRegistry> {
  const requests: string[] = [];
  const manifests = new Map(
    Object.entries(images).map(([name, image]) => [name, manifestOf(image, created[name])]),
  );
  const blobs = new Map(
    Object.values(created).flatMap((time) =>
      typeof time === 'string' ? [[sha(configOf(time)), configOf(time)] as const] : [],
    ),
  );
  for (const [name, artifact] of Object.entries(artifacts)) {
    const { manifest, layers } = 'manifest' in artifact ? artifact : artifactOf(artifact);
    manifests.set(name, JSON.stringify(manifest));
    for (const { content } of layers) blobs.set(sha(content), content);
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://registry');
    requests.push(`${request.method} ${url.pathname}`);
    if (first(request, response)) return;
    if (url.pathname === '/v2/') return response.end('{}');
    const [, repository = '', kind, reference = ''] =
      /^\/v2\/(.+)\/(manifests|tags)\/(.+)$/.exec(url.pathname) ?? [];
    const [, blob] = /^\/v2\/.+\/blobs\/(.+)$/.exec(url.pathname) ?? [];
    if (blob !== undefined && blobs.has(blob)) return response.end(blobs.get(blob));
    if (kind === 'tags') return answerTags(repository, url, response);
    const manifest =
      manifests.get(`${repository}:${reference}`) ??
      [...manifests].find(
        ([name, text]) => name.startsWith(`${repository}:`) && sha(text) === reference,
      )?.[1];
    if (manifest === undefined) return response.writeHead(404).end('{"errors":[]}');
    response.setHeader('docker-content-digest', sha(manifest));
    return response.end(request.method === 'HEAD' ? '' : manifest);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;

  function answerTags(repository: string, url: URL, response: ServerResponse): void {
    const names = [...manifests.keys()].filter((name) => name.startsWith(`${repository}:`));
    const tags = names.map((name) => name.slice(repository.length + 1));
    const start = Number(url.searchParams.get('from') ?? 0);
    const end = start + pageSize;
    if (end < tags.length)
      response.setHeader('link', `</v2/${repository}/tags/list?n=${pageSize}&from=${end}>; rel="next"`);
    response.end(JSON.stringify({ name: repository, tags: tags.slice(start, end) }));
  }

  return {
    host: `127.0.0.1:${port}`,
    requests,
    digestOf: (name) => sha(manifests.get(name) ?? ''),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const sha = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const configOf = (created: string): string => JSON.stringify({ created });

function manifestOf(
  image: string | Readonly<Record<string, string>>,
  created: string | { readonly annotation: string } | undefined,
): string {
  if (typeof image === 'string') {
    const config = typeof created === 'string' ? { config: { digest: sha(configOf(created)) } } : {};
    const annotations =
      typeof created === 'object'
        ? { annotations: { 'org.opencontainers.image.created': created.annotation } }
        : {};
    return JSON.stringify({ schemaVersion: 2, layers: [], image, ...config, ...annotations });
  }
  const manifests = Object.entries(image).map(([platform, content]) => {
    const [os, architecture, variant] = platform.split('/');
    return { digest: sha(content), platform: { os, architecture, ...(variant ? { variant } : {}) } };
  });
  return JSON.stringify({ schemaVersion: 2, manifests });
}

/** As docker compose publishes a project. */
export function artifactOf(layers: readonly FakeLayer[]): FakeManifest & { readonly manifest: object } {
  const manifest = {
    schemaVersion: 2,
    artifactType: 'application/vnd.docker.compose.project',
    config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: sha('{}'), size: 2 },
    layers: layers.map(({ content, ...layer }) => ({
      ...layer,
      digest: sha(content),
      size: Buffer.byteLength(content),
    })),
  };
  return { manifest, layers };
}

/** A Compose file of a published project. */
export const aComposeLayer = (
  content: string,
  annotations?: Readonly<Record<string, string>>,
): FakeLayer => ({
  mediaType: 'application/vnd.docker.compose.file+yaml',
  content,
  ...(annotations && { annotations }),
});

export const anEnvLayer = (name: string, content: string): FakeLayer => ({
  mediaType: 'application/vnd.docker.compose.envfile',
  annotations: { 'com.docker.compose.envfile': name },
  content,
});

/** The digest of a platform's content. */
export const digestOfContent = sha;
