import { UserError } from '../diagnostics/user-error.ts';
import type { BuildSpec } from '../model/build-spec.ts';

/**
 * Refuses what the engine's build call cannot carry, because a build without it would give another image.
 *
 * Error: UserError `engine-not-supported`, naming all of them.
 */
export function refuseUnsupported(build: BuildSpec, service: string): void {
  const asked = Object.entries(USES).filter(([, isUsed]) => isUsed(build));
  if (asked.length === 0) return;
  const names = asked.map(([name]) => `build.${name}`).join(', ');
  throw new UserError(
    'engine-not-supported',
    `service ${JSON.stringify(service)}: gantry cannot build with ${names} yet`,
    {
      hint: 'build the image with `docker buildx build` and name it in `image`, or leave these attributes out',
    },
  );
}

/** By attribute of the file, whether the build asks for it. */
const USES: Readonly<Record<string, (build: BuildSpec) => boolean>> = {
  secrets: (build) => build.secrets.length > 0,
  ssh: (build) => build.ssh.size > 0,
  additional_contexts: (build) => build.additionalContexts.size > 0,
  cache_to: (build) => build.cacheTo.length > 0,
  platforms: (build) => build.platforms.length > 1,
  privileged: (build) => build.privileged === true,
  entitlements: (build) => build.entitlements.length > 0,
  // Switched off is what the call gives anyway.
  provenance: (build) => isOn(build.provenance),
  sbom: (build) => isOn(build.sbom),
  no_cache_filter: (build) => build.noCacheFilter.length > 0,
};

const isOn = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== 'false';
