import { UserError } from '../../diagnostics/user-error.ts';
import { madeAtMs } from '../../util/made-at.ts';
import type { RegistryAnswer } from './ask-registry.ts';
import { digestOf } from './registry-client.ts';
import {
  connectRepository,
  denied,
  noRegistry,
  type RepositoryOptions,
  refused,
} from './registry-connection.ts';

/** What is in a repository. */
export interface RepositoryReader {
  /** Of a tag or a digest; undefined: there is no such image. Registries do not count it against their limits. */
  digestOf(reference: string): Promise<string | undefined>;
  /** The digest of each platform of an image of several, by `linux/arm64/v8`; undefined: it is of one, or not there. */
  platformsOf(reference: string): Promise<ReadonlyMap<string, string> | undefined>;
  /** All tags, in no order. */
  tags(): Promise<readonly string[]>;
  /** When the image of a digest was made, in milliseconds since 1970; undefined: it does not tell. Registries may count the question. */
  createdAtMs(digest: string): Promise<number | undefined>;
  /** What the registry still answers, as far as it has said so. */
  limit(): RegistryLimit | undefined;
}

/** How many more questions a registry answers. */
export interface RegistryLimit {
  readonly left: number;
  /** Of so many. Absent: it does not say. */
  readonly of?: number;
}

/**
 * Source: OCI Distribution Specification 1.1, "Pull" and "Content Discovery".
 *
 * Errors: UserError `registry-unreachable`, `registry-denied`, `registry-refused`.
 */
export async function readRepository(options: RepositoryOptions): Promise<RepositoryReader> {
  const { name, registry } = options;
  const { base, ask } = await connectRepository(options, 'read');
  let limit: RegistryLimit | undefined;
  const read = async (path: string, init: RequestInit = {}): Promise<RegistryAnswer | undefined> => {
    const url = new URL(path, base);
    // A login is for this registry alone.
    if (url.origin !== new URL(base).origin) throw strayed(registry, url);
    const answer = await ask(url.href, init);
    limit = limitIn(answer.headers) ?? limit;
    if (answer.status === 404) return undefined;
    if (answer.status === 403) throw denied(options, 'read');
    if (!answer.ok) throw refused(registry, answer);
    return answer;
  };
  const manifest = async (reference: string, method: 'GET' | 'HEAD'): Promise<RegistryAnswer | undefined> => {
    const headers = { accept: MANIFESTS.join(', ') };
    const answer = await read(`/v2/${name}/manifests/${reference}`, { method, headers });
    const digest = answer?.headers.get('docker-content-digest');
    if (digest && !DIGEST.test(digest))
      throw noRegistry(
        registry,
        `names ${JSON.stringify(digest.slice(0, 100))} as the digest of ${name}:${reference}`,
      );
    if (answer && method === 'GET') checkManifest(registry, answer, [digest, reference]);
    return answer;
  };

  const blob = (digest: string) => read(`/v2/${name}/blobs/${digest}`);

  return {
    limit: () => limit,
    async createdAtMs(digest) {
      const image = parsed<WireManifest>((await manifest(digest, 'GET'))?.text ?? '');
      const said = madeAtMs(image?.annotations?.[CREATED]);
      if (said !== undefined) return said;
      const first = onePlatformOf(image);
      const own =
        first === undefined ? image : parsed<WireManifest>((await manifest(first, 'GET'))?.text ?? '');
      const ownSaid = madeAtMs(own?.annotations?.[CREATED]);
      if (ownSaid !== undefined || own?.config?.digest === undefined) return ownSaid;
      const config = parsed<{ readonly created?: string }>((await blob(own.config.digest))?.text ?? '');
      return madeAtMs(config?.created);
    },
    async digestOf(reference) {
      const answer = await manifest(reference, 'HEAD');
      const digest = answer?.headers.get('docker-content-digest');
      if (digest) return digest;
      // A registry need not tell it.
      const whole = answer && (await manifest(reference, 'GET'));
      return whole && digestOf(whole.text);
    },
    async platformsOf(reference) {
      const answer = await manifest(reference, 'GET');
      return answer && platformsIn(answer.text);
    },
    async tags() {
      const tags: string[] = [];
      let next: string | undefined = `/v2/${name}/tags/list?n=${TAGS_AT_ONCE}`;
      for (let page = 0; next !== undefined && page < MOST_PAGES; page++) {
        const answer: RegistryAnswer | undefined = await read(next);
        tags.push(...tagsIn(answer?.text ?? '{}', registry));
        next = nextPage(answer?.headers.get('link') ?? '');
      }
      return tags;
    },
  };
}

const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}$/;

/**
 * A portal or a proxy answers everything with a page, and what is noted as the content of an image has to be that.
 *
 * @param names of it, as far as they are digests
 */
function checkManifest(
  registry: string,
  { text }: RegistryAnswer,
  names: readonly (string | null | undefined)[],
): void {
  if (parsed<WireManifest>(text)?.schemaVersion === undefined)
    throw noRegistry(registry, 'answers with something else than a manifest');
  const told = names.find((name) => name?.startsWith('sha256:'));
  if (told && told !== digestOf(text))
    throw noRegistry(registry, `answers with another content than that of ${told}`);
}

/** Images of several platforms first: their digest serves all of them. */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

const TAGS_AT_ONCE = 1000;
/** No repository that people use has a million tags. */
const MOST_PAGES = 1000;

/** `</v2/app/tags/list?last=x>; rel="next"` */
function nextPage(link: string): string | undefined {
  const [address = '', relation = ''] = link.split('>', 2);
  return address.startsWith('<') && relation.includes('next') ? address.slice(1) : undefined;
}

/** Source: OCI Image Specification 1.1, "Annotations". */
const CREATED = 'org.opencontainers.image.created';

/** `76;w=21600` of 100 in six hours, as Docker Hub writes it. */
function limitIn(headers: Headers): RegistryLimit | undefined {
  const left = /^\s*(\d+)/.exec(headers.get('ratelimit-remaining') ?? '')?.[1];
  const of = /^\s*(\d+)/.exec(headers.get('ratelimit-limit') ?? '')?.[1];
  if (left === undefined) return undefined;
  return { left: Number(left), ...(of !== undefined && { of: Number(of) }) };
}

/** Images of several platforms are made together: one of them tells. The same one each time. */
function onePlatformOf(image: WireManifest | undefined): string | undefined {
  const { manifests } = image ?? {};
  if (!Array.isArray(manifests)) return undefined;
  const real = manifests.filter(({ platform }) => (platform?.os ?? 'unknown') !== 'unknown');
  const usual = real.find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64');
  return (usual ?? real[0])?.digest;
}

interface WireManifest {
  readonly schemaVersion?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly config?: { readonly digest: string };
  readonly manifests?: readonly {
    readonly digest: string;
    readonly platform?: { readonly os?: string; readonly architecture?: string; readonly variant?: string };
  }[];
}

function platformsIn(text: string): ReadonlyMap<string, string> | undefined {
  const { manifests } = parsed<WireManifest>(text) ?? {};
  if (!Array.isArray(manifests)) return undefined;
  const entries = manifests.flatMap(({ digest, platform = {} }): readonly (readonly [string, string])[] => {
    const { os = 'unknown', architecture = 'unknown', variant } = platform;
    // What attests how an image was built has no platform.
    return os === 'unknown' ? [] : [[[os, architecture, variant].filter(Boolean).join('/'), digest]];
  });
  // Of Windows there are several, for its versions.
  return new Map(entries.toReversed());
}

function tagsIn(text: string, registry: string): readonly string[] {
  const answer = parsed<{ readonly tags?: readonly string[] | null }>(text);
  if (answer) return answer.tags ?? [];
  throw new UserError('registry-refused', `${registry} gives no list of tags that can be read`);
}

function parsed<Answer>(text: string): Answer | undefined {
  try {
    const answer: Answer | null = JSON.parse(text);
    return answer ?? undefined;
  } catch {
    return undefined;
  }
}

const strayed = (registry: string, { origin }: URL): UserError =>
  new UserError('registry-refused', `${registry} continues its list of tags at ${origin}`);
