import { containerId } from '../../model/ids.ts';
import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import type { DockerClient } from './docker-client.ts';
import { fitRequest } from './fit-request.ts';

type CreateCalls = Pick<Engine, 'createContainer' | 'connectNetwork'>;

/** The calls that make a container and put it on networks. */
export function createCalls(docker: DockerClient, transport: Transport): CreateCalls {
  const connectNetwork: CreateCalls['connectNetwork'] = async (network, container, endpoint) => {
    const joined = await docker.network(network);
    await joined.connect({ _body: { Container: container, EndpointConfig: endpoint } });
  };
  return {
    connectNetwork,
    async createContainer(name, request, platform) {
      const { body, joins, warnings } = fitRequest(request, transport.apiVersion());
      let warned: readonly string[] = [];
      const container = await (await docker.api()).createContainer({
        _query: { name, platform },
        _body: body,
        _answer: (answer) => {
          warned = warningsOf(answer);
        },
      });
      const id = containerId(container.id);
      try {
        for (const [network, endpoint] of joins) await connectNetwork(network, id, endpoint);
      } catch (error) {
        // Nobody would tell it from one that is whole.
        await container.remove({ force: true, v: true }).catch(() => undefined);
        throw error;
      }
      return { id, warnings: [...warnings, ...warned] };
    },
  };
}

function warningsOf(answer: unknown): readonly string[] {
  if (typeof answer !== 'object' || answer === null || !('Warnings' in answer)) return [];
  return Array.isArray(answer.Warnings) ? answer.Warnings.map(String) : [];
}
