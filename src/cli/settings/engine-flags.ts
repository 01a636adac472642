import { resolve } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Certificates } from '../../engine/connection/find-address.ts';
import type { Globals } from '../context/globals.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The flags that say which engine, as variables: programs that we start (builders, credential helpers) then look for
 * it in the same place.
 *
 * @returns what to set; undefined takes a variable away, as a flag counts more than any of them.
 */
export function engineVariables({ host, context, config, tls, tlsverify }: Globals, cwd: string): Variables {
  return {
    ...(host !== undefined && { DOCKER_HOST: host, DOCKER_CONTEXT: undefined }),
    ...(context !== undefined && { DOCKER_HOST: undefined, DOCKER_CONTEXT: context }),
    ...(config !== undefined && { DOCKER_CONFIG: resolve(cwd, config) }),
    ...(tls && { DOCKER_TLS: '1' }),
    ...(tlsverify && { DOCKER_TLS_VERIFY: '1' }),
  };
}

/** Paths are those of the user, not of docker's configuration folder. */
export function certificateFiles({ tlscacert, tlscert, tlskey }: Globals, cwd: string): Certificates {
  return {
    ...(tlscacert !== undefined && { ca: resolve(cwd, tlscacert) }),
    ...(tlscert !== undefined && { cert: resolve(cwd, tlscert) }),
    ...(tlskey !== undefined && { key: resolve(cwd, tlskey) }),
  };
}

/** Error: UserError `bad-usage`. */
export function checkEngineFlags({ host, context }: Globals): void {
  if (host === undefined || context === undefined) return;
  throw new UserError('bad-usage', 'an engine is named by --host or by --context, not by both', {
    hint: 'leave one of them out',
  });
}
