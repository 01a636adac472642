import { createServer } from 'node:net';

/** `wanted` when nobody on this machine listens there, else a port that the system has left. */
export async function freePort(wanted: number): Promise<number> {
  return (await listenOn(wanted)) ?? (await listenOn(0)) ?? wanted;
}

function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, () => {
      const address = server.address();
      server.close(() => resolve(address instanceof Object ? address.port : undefined));
    });
  });
}
