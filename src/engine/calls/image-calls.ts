import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import { EngineError } from '../refusals/engine-error.ts';
import { explainLogin } from '../registry/explain-login.ts';
import type { RegistryAuth } from '../registry/registry-auth.ts';
import { authHeader, type RegistryLogin } from '../registry/registry-auth.ts';
import { followPull, pullQuery } from './pull.ts';
import { followPush, pushTarget } from './push.ts';

/** The calls between the engine and a registry. */
export function imageCalls(
  transport: Transport,
  auth: RegistryAuth,
  inspectImage: Engine['inspectImage'],
): Pick<Engine, 'pullImage' | 'pushImage'> {
  return {
    async pullImage(reference, platform, onProgress, signal) {
      const login = await auth(reference);
      try {
        const query = pullQuery(reference, platform);
        const headers = headersFor(login);
        const stream = await transport.stream({
          method: 'POST',
          path: '/images/create',
          query,
          headers,
          signal,
        });
        await followPull(stream, onProgress, signal);
      } catch (error) {
        throw explainLogin(error, login, reference, 'pull');
      }
      const image = await inspectImage(reference);
      if (image) return image.id;
      throw new EngineError(
        'image-not-found',
        `image ${reference} was pulled, but the engine does not have it`,
      );
    },

    async pushImage(reference, onProgress, signal) {
      const login = await auth(reference);
      const { name, tag } = pushTarget(reference);
      try {
        const path = `/images/${name}/push`;
        const headers = { 'X-Registry-Auth': NOBODY, ...headersFor(login) };
        const stream = await transport.stream({ method: 'POST', path, query: { tag }, headers, signal });
        await followPush(stream, reference, onProgress, signal);
      } catch (error) {
        throw explainLogin(error, login, reference, 'push');
      }
    },
  };
}

/** `{}`: a push without the header is refused by the engine. */
const NOBODY = 'e30=';

function headersFor({ login }: RegistryLogin): Readonly<Record<string, string>> {
  return login ? { 'X-Registry-Auth': authHeader(login) } : {};
}
