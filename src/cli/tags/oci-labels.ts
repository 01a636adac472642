import type { StringMap } from '../../model/string-map.ts';
import type { Git } from '../git/git.ts';

const OCI = 'org.opencontainers.image.';

/** What images say of where they come from. The time is that of the commit, so that the same commit gives the same labels. */
export async function ociLabels(git: Git): Promise<StringMap> {
  const [sha, isDirty, version, created, remote] = await Promise.all([
    git.sha(),
    git.isDirty(),
    git.describe(),
    git.commitTime(),
    git.remote(),
  ]);
  const source = remote === undefined ? undefined : webAddress(remote);
  return new Map([
    [`${OCI}created`, created],
    [`${OCI}revision`, isDirty ? `${sha}-dirty` : sha],
    ...(source === undefined ? [] : ([[`${OCI}source`, source]] as const)),
    [`${OCI}version`, version],
  ]);
}

/** As a browser takes it, and without a password; undefined: it is a folder of this machine. */
export function webAddress(remote: string): string | undefined {
  const [, host, path] = /^(?:[^@/:]+@)?([^@/:]+):(?!\/\/)([^:]+)$/.exec(remote) ?? [];
  if (host !== undefined && path !== undefined) return `https://${host}/${path.replace(/\.git$/, '')}`;
  const url = URL.parse(remote);
  if (!url || !/^(?:https?|ssh|git):$/.test(url.protocol)) return undefined;
  const scheme = url.protocol === 'http:' ? 'http' : 'https';
  return `${scheme}://${url.protocol.startsWith('http') ? url.host : url.hostname}${url.pathname.replace(/\.git$/, '')}`;
}
