import { type BuildConfig, readBuildConfig } from './docker-config.ts';

/** The build argument for each member of docker's configuration. */
const NAMES: Readonly<Record<string, string>> = {
  httpProxy: 'HTTP_PROXY',
  httpsProxy: 'HTTPS_PROXY',
  noProxy: 'NO_PROXY',
  ftpProxy: 'FTP_PROXY',
  allProxy: 'ALL_PROXY',
};

/**
 * The proxies of docker's configuration for an engine, or for all engines, as build arguments, in both spellings that programs
 * read. Builders accept these without an `ARG`.
 */
export function proxyArgs(
  endpoint: string,
  { proxies = {} }: BuildConfig = readBuildConfig(),
): Readonly<Record<string, string>> {
  const args: Record<string, string> = {};
  const own = proxies[endpoint] ?? proxies.default ?? {};
  for (const [member, name] of Object.entries(NAMES)) {
    const value = own[member];
    if (typeof value !== 'string' || value === '') continue;
    args[name] = value;
    args[name.toLowerCase()] = value;
  }
  return args;
}
