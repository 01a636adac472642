import type { OperationOf } from '../model/operation.ts';
import { looksSecret } from '../util/looks-secret.ts';

/** The call of `docker-buildx` for one build. */
export interface BuildxCall {
  readonly words: readonly string[];
  /** Secret values for the environment: other users of the machine can read the arguments of a process. */
  readonly environment: Readonly<Record<string, string>>;
  /** The text of an inline Dockerfile. */
  readonly input?: string;
}

/**
 * @param dockerfile the path of the Dockerfile; undefined: it is inline.
 * @param ends buildx's flags for the result: the destination of the image, or no build at all.
 */
export function buildxArguments(
  operation: OperationOf<'build-image'>,
  dockerfile: string | undefined,
  ends: readonly string[],
): BuildxCall {
  const { build } = operation;
  const environment: Record<string, string> = { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };
  const words = ['build', ...ends];
  const add = (flag: string, ...values: readonly string[]): void => {
    for (const value of values) words.push(flag, value);
  };
  const addIf = (flag: string, value: string | number | undefined): void => {
    if (value !== undefined) add(flag, String(value));
  };

  add('--file', dockerfile ?? '-');
  addIf('--builder', operation.builder);
  addIf('--target', build.target);
  addIf('--network', build.network);
  addIf('--shm-size', build.shmSizeBytes);
  addIf('--provenance', build.provenance);
  addIf('--sbom', build.sbom);
  if (build.noCache) words.push('--no-cache');
  if (build.pull) words.push('--pull');
  add('--no-cache-filter', ...build.noCacheFilter);
  add('--platform', ...(build.platforms.length === 0 ? [] : [build.platforms.join(',')]));
  add('--cache-from', ...build.cacheFrom);
  add('--cache-to', ...build.cacheTo);
  add('--allow', ...new Set([...build.entitlements, ...(build.privileged ? ['security.insecure'] : [])]));
  add('--add-host', ...build.extraHosts.map((entry) => entry.replace('=', ':')));
  add('--ulimit', ...[...build.ulimits].map(([name, { soft, hard }]) => `${name}=${soft}:${hard}`));
  add('--build-context', ...[...build.additionalContexts].map(([name, value]) => `${name}=${value}`));
  add('--ssh', ...[...build.ssh].map(([id, path]) => (path === '' ? id : `${id}=${path}`)));
  for (const [name, value] of Object.entries({ ...Object.fromEntries(build.labels), ...operation.labels }))
    add('--label', `${name}=${value}`);
  for (const [name, value] of build.args) {
    // Declared without a value, and none is set: the default of the Dockerfile applies.
    if (value === null) continue;
    const isSecret = looksSecret(name);
    if (isSecret) environment[name] = value;
    add('--build-arg', isSecret ? name : `${name}=${value}`);
  }
  for (const [index, { id, from }] of operation.secrets.entries()) {
    if (from.kind === 'file') add('--secret', `id=${id},type=file,src=${from.path}`);
    else if (from.kind === 'environment' && from.value) {
      const variable = `GANTRY_BUILD_SECRET_${index}`;
      environment[variable] = from.value.reveal();
      add('--secret', `id=${id},type=env,env=${variable}`);
    }
  }
  words.push(build.context);
  return {
    words,
    environment,
    ...(build.dockerfileInline === undefined ? {} : { input: build.dockerfileInline }),
  };
}
