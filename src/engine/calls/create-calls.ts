import { containerId } from '../../model/ids.ts';
import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import { fitRequest } from './fit-request.ts';

type CreateCalls = Pick<Engine, 'createContainer' | 'connectNetwork'>;

/** The calls that make a container and put it on networks. */
export function createCalls(transport: Transport): CreateCalls {
  const connectNetwork: CreateCalls['connectNetwork'] = async (network, container, endpoint) => {
    await transport.status({
      method: 'POST',
      path: `/networks/${encodeURIComponent(network)}/connect`,
      body: { Container: container, EndpointConfig: endpoint },
    });
  };
  return {
    connectNetwork,
    async createContainer(name, request, platform) {
      const { body, joins, warnings } = fitRequest(request, transport.apiVersion());
      const { Id, Warnings } = await transport.json<{ Id: string; Warnings: string[] | null }>({
        method: 'POST',
        path: '/containers/create',
        query: { name, platform },
        body,
      });
      const id = containerId(Id);
      try {
        for (const [network, endpoint] of joins) await connectNetwork(network, id, endpoint);
      } catch (error) {
        // Nobody would tell it from one that is whole.
        await transport
          .status({ method: 'DELETE', path: `/containers/${id}`, query: { force: true, v: true } })
          .catch(() => undefined);
        throw error;
      }
      return { id, warnings: [...warnings, ...(Warnings ?? [])] };
    },
  };
}
