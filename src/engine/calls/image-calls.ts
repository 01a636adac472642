import type { Engine } from '../port/engine.ts';
import { EngineError } from '../refusals/engine-error.ts';
import { explainLogin } from '../registry/explain-login.ts';
import type { RegistryAuth } from '../registry/registry-auth.ts';
import { authHeader, type RegistryLogin } from '../registry/registry-auth.ts';
import { type DockerClient, readable } from './docker-client.ts';
import { followPull, pullQuery } from './pull.ts';
import { followPush, pushTarget } from './push.ts';

/** The calls between the engine and a registry. */
export function imageCalls(
  docker: DockerClient,
  auth: RegistryAuth,
  inspectImage: Engine['inspectImage'],
): Pick<Engine, 'pullImage' | 'pushImage'> {
  return {
    async pullImage(reference, platform, onProgress, signal) {
      const login = await auth(reference);
      try {
        const parameters = { ...pullQuery(reference, platform), abortSignal: signal };
        const stream = await (await docker.api()).createImage(authFor(login), parameters);
        await followPull(readable(stream), onProgress, signal);
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
        const image = (await docker.api()).getImage(name);
        const authconfig = authFor(login) ?? NOBODY;
        const stream = await image.push({ tag, authconfig, abortSignal: signal });
        return await followPush(readable(stream), reference, onProgress, signal);
      } catch (error) {
        throw explainLogin(error, login, reference, 'push');
      }
    },
  };
}

/** `{}`: a push without the header is refused by the engine. */
const NOBODY = { key: 'e30=' };

/** As dockerode takes it. */
export function authFor({ login }: RegistryLogin): { key: string } | undefined {
  return login && { key: authHeader(login) };
}
