import type { OperationOf } from '../model/operation.ts';
import { looksSecret } from '../util/looks-secret.ts';

/** How `docker-buildx` is called for one build. */
export interface BuildxCall {
  readonly words: readonly string[];
  /** Added to the environment: values that other users of the machine must not read in the list of processes. */
  readonly environment: Readonly<Record<string, string>>;
  /** The Dockerfile, where it is not a file. */
  readonly input?: string;
}

/**
 * @param dockerfile its path; undefined: it is inline.
 * @param ends what becomes of it, in buildx's words: where the image goes, or that nothing is built at all.
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
    // Declared without a value, and nobody gave one: the Dockerfile's own default counts.
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
