import { type BuildConfig, readBuildConfig } from './docker-config.ts';

/** By member of docker's configuration: the build argument. */
const NAMES: Readonly<Record<string, string>> = {
  httpProxy: 'HTTP_PROXY',
  httpsProxy: 'HTTPS_PROXY',
  noProxy: 'NO_PROXY',
  ftpProxy: 'FTP_PROXY',
  allProxy: 'ALL_PROXY',
};

/**
 * The proxies that docker's configuration has for an engine, or for all of them, as build arguments: both spellings, as
 * programs look for one or the other. Builders take these without an `ARG`.
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
