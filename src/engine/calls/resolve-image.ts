import { fullName } from '../../model/full-name.ts';
import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { ResolvedImage, SwarmPlatform } from '../../model/swarm-image.ts';
import type { Transport } from '../connection/transport.ts';
import { EngineError } from '../refusals/engine-error.ts';
import { explainLogin } from '../registry/explain-login.ts';
import { type RegistryAuth, registryOf } from '../registry/registry-auth.ts';
import { authFor } from './image-calls.ts';

/** An engine waits for 15 to 20 seconds for a registry that is away, and the nodes would do so again. */
const WITHIN_MS = 10_000;

/** With the login that is stored for its registry. Error: EngineError. */
export async function resolveImage(
  transport: Transport,
  auth: RegistryAuth,
  reference: string,
  withinMs = WITHIN_MS,
): Promise<ResolvedImage> {
  const stored = await auth(reference);
  const key = authFor(stored)?.key;
  const signal = AbortSignal.timeout(withinMs);
  try {
    const answer = await transport.json<JsonMap>({
      method: 'GET',
      path: `/distribution/${fullName(reference)}/json`,
      ...(key ? { headers: { 'X-Registry-Auth': key } } : {}),
      signal,
    });
    const descriptor = isJsonMap(answer.Descriptor) ? answer.Descriptor : {};
    return { digest: String(descriptor.digest), platforms: platformsIn(answer.Platforms) };
  } catch (error) {
    if (signal.aborted)
      throw new EngineError(
        'registry-unreachable',
        `the registry ${hostOf(reference)} has not answered within ${withinMs / 1000} s`,
        { cause: error },
      );
    throw explainLogin(error, stored, reference, 'pull');
  }
}

function hostOf(reference: string): string {
  const registry = registryOf(reference);
  return registry.startsWith('https://') ? 'docker.io' : registry;
}

/** Attestations have no platform that a node could have. */
function platformsIn(platforms: Json | undefined): readonly SwarmPlatform[] {
  const list = Array.isArray(platforms) ? platforms : [];
  const found = list.filter(isJsonMap).flatMap(({ os, architecture }): readonly SwarmPlatform[] => {
    if (typeof os !== 'string' || os === '' || os === 'unknown') return [];
    // A node with an arm processor names its variant, and an image does not: a swarm would find them different.
    const isSaid = typeof architecture === 'string' && architecture !== '' && architecture !== 'arm';
    return [{ OS: os, ...(isSaid ? { Architecture: architecture } : {}) }];
  });
  const byText = new Map(found.map((platform) => [JSON.stringify(platform), platform]));
  return [...byText.values()];
}
