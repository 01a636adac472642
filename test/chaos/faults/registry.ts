import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** A registry in memory, which always answers. */
export interface MemoryRegistry {
  readonly host: string;
  /** The manifests that were put into it; how many parts came with them. */
  readonly published: readonly string[];
  close(): void;
}

export async function startMemoryRegistry(): Promise<MemoryRegistry> {
  const manifests: string[] = [];
  let blobs = 0;
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
    await text(request);
    if (request.method === 'HEAD') response.writeHead(404).end();
    else if (request.method === 'POST') response.writeHead(202, { location: `${pathname}1` }).end();
    else {
      if (request.method === 'PUT' && searchParams.has('digest')) blobs++;
      else if (request.method === 'PUT') manifests.push(`published ${pathname} with ${blobs}`);
      response.writeHead(request.method === 'PUT' ? 201 : 200).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    host: `127.0.0.1:${port}`,
    published: manifests,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
