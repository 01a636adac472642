import { UserError } from '../../diagnostics/user-error.ts';
import type { RegistryAnswer } from './ask-registry.ts';
import { digestOf } from './registry-client.ts';
import { connectRepository, denied, type RepositoryOptions, refused } from './registry-connection.ts';

/** The artifacts of a repository: texts, each of which is what its digest says. */
export interface ArtifactReader {
  /** Of a tag or a digest; undefined: there is none. */
  manifest(reference: string): Promise<{ readonly text: string; readonly digest: string } | undefined>;
  blob(digest: string): Promise<string | undefined>;
}

const MANIFESTS = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/**
 * Source: OCI Distribution Specification 1.1, "Pull".
 *
 * Errors: UserError `registry-unreachable`, `registry-denied`, `registry-refused`.
 */
export async function readArtifact(options: RepositoryOptions): Promise<ArtifactReader> {
  const { name, registry } = options;
  const { base, ask } = await connectRepository(options, 'read');
  const read = async (path: string, accept: string): Promise<string | undefined> => {
    const answer: RegistryAnswer = await ask(`${base}/v2/${name}/${path}`, { headers: { accept } });
    if (answer.status === 404) return undefined;
    if (answer.status === 403) throw denied(options, 'read');
    if (!answer.ok) throw refused(registry, answer);
    return answer.text;
  };
  const verified = (text: string, digest: string): string => {
    if (digestOf(text) === digest) return text;
    throw new UserError('registry-refused', `${registry} sends something else as ${digest} of ${name}`, {
      hint: 'check any proxy in between',
    });
  };
  return {
    async manifest(reference) {
      const text = await read(`manifests/${reference}`, MANIFESTS.join(', '));
      if (text === undefined) return undefined;
      return reference.startsWith('sha256:')
        ? { text: verified(text, reference), digest: reference }
        : { text, digest: digestOf(text) };
    },
    async blob(digest) {
      const text = await read(`blobs/${digest}`, '*/*');
      return text === undefined ? undefined : verified(text, digest);
    },
  };
}
