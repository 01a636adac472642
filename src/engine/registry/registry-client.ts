import { createHash } from 'node:crypto';
import { connectRepository, denied, type RepositoryOptions, refused } from './registry-connection.ts';

/** A repository of a registry, accessed directly, because an engine can push only images. */
export interface Repository {
  /** Uploads the content unless it exists. @returns its digest: `sha256:…`. */
  putBlob(content: string): Promise<string>;
  /** @returns the status: below 300 the manifest was stored. */
  putManifest(tag: string, mediaType: string, content: string): Promise<number>;
}

/**
 * Source: OCI Distribution Specification 1.1, "Push"; Docker Registry token authentication.
 *
 * Errors: UserError `registry-unreachable`, `registry-denied`, `registry-refused`.
 */
export async function openRepository(options: RepositoryOptions): Promise<Repository> {
  const { name, registry } = options;
  const { base, ask } = await connectRepository(options, 'write');
  return {
    async putBlob(content) {
      const digest = digestOf(content);
      const blob = await ask(`${base}/v2/${name}/blobs/${digest}`, { method: 'HEAD' });
      if (blob.ok) return digest;
      const begun = await ask(`${base}/v2/${name}/blobs/uploads/`, { method: 'POST' });
      const location = begun.headers.get('location');
      if (begun.status === 403) throw denied(options, 'write');
      if (!begun.ok || location === null) throw refused(registry, begun);
      const target = new URL(location, base);
      target.searchParams.set('digest', digest);
      const sent = await ask(target.href, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: content,
      });
      if (!sent.ok) throw refused(registry, sent);
      return digest;
    },
    async putManifest(tag, mediaType, content) {
      const answer = await ask(`${base}/v2/${name}/manifests/${tag}`, {
        method: 'PUT',
        headers: { 'content-type': mediaType },
        body: content,
      });
      if (answer.status === 403) throw denied(options, 'write');
      if (answer.status >= 500) throw refused(registry, answer);
      return answer.status;
    },
  };
}

export const digestOf = (content: string): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;
