import { isAbsolute } from 'node:path';
import type { OperationOf } from '../model/operation.ts';

type BuildImage = OperationOf<'build-image'>;

/**
 * The features of a build that the engine's build call does not support, in the words of the file or of the flags. Without them the
 * image would be another one, so these builds go through docker buildx.
 */
export function buildxNeeds(operation: BuildImage): readonly string[] {
  return NEEDS.filter(([, isAsked]) => isAsked(operation)).map(([name]) => name);
}

const NEEDS: readonly (readonly [name: string, isAsked: (operation: BuildImage) => boolean])[] = [
  ['build.secrets', ({ secrets }) => secrets.length > 0],
  ['build.ssh', ({ build }) => build.ssh.size > 0],
  ['build.additional_contexts', ({ build }) => build.additionalContexts.size > 0],
  ['several build.platforms', ({ build }) => build.platforms.length > 1],
  ['build.cache_to', ({ build }) => build.cacheTo.length > 0],
  ['build.cache_from with a type', ({ build }) => build.cacheFrom.some((from) => /(^|,)type=/.test(from))],
  ['build.privileged', ({ build }) => build.privileged === true],
  ['build.entitlements', ({ build }) => build.entitlements.length > 0],
  // The build call adds none, so only a switched on one needs buildx.
  ['build.provenance', ({ build }) => isOn(build.provenance)],
  ['build.sbom', ({ build }) => isOn(build.sbom)],
  ['build.no_cache_filter', ({ build }) => build.noCacheFilter.length > 0],
  [
    'build.dockerfile_inline with a context that is not a folder',
    ({ build }) => build.dockerfileInline !== undefined && !isAbsolute(build.context),
  ],
  // `default` is the engine itself.
  [
    'another builder',
    ({ builder = process.env.BUILDX_BUILDER }) => Boolean(builder) && builder !== 'default',
  ],
];

const isOn = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== 'false';
