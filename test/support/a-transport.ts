import { createServer, type RequestListener } from 'node:http';
import type { EngineAddress } from '../../src/engine/connection/engine-address.ts';
import {
  openTransport,
  type Transport,
  type TransportOptions,
} from '../../src/engine/connection/transport.ts';

/** A transport to a server of this process, which answers as it is told to. */
export interface ServedTransport {
  readonly transport: Transport;
  close(): void;
}

export async function aTransport(
  listener: RequestListener,
  options: TransportOptions = {},
  more: Partial<EngineAddress> = {},
): Promise<ServedTransport> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const transport = openTransport(
    { endpoint: `tcp://127.0.0.1:${port}`, host: '127.0.0.1', port, ...more },
    options,
  );
  return {
    transport,
    close() {
      transport.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
