import type { RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { swarmCalls } from '../../../src/engine/calls/swarm-calls.ts';
import { aTransport, type ServedTransport } from '../../support/a-transport.ts';

let served: ServedTransport;
afterEach(() => served.close());

async function swarmOf(listener: RequestListener) {
  served = await aTransport(listener);
  return swarmCalls(served.transport, async () => ({ registry: 'docker.io' }));
}

const WORKER =
  "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.";

test('rollBackService() asks for what the swarm has kept, with the login of then', async () => {
  let asked: string | undefined;
  const swarm = await swarmOf((request, response) => {
    asked = `${request.method} ${request.url}`;
    response.setHeader('Content-Type', 'application/json');
    response.end('{"Warnings":["old"]}');
  });
  expect(await swarm.rollBackService('id', 7, {})).toEqual(['old']);
  expect(asked).toBe('POST /services/id/update?version=7&rollback=previous&registryAuthFrom=previous-spec');
});

test('observe() names networks of the nodes, which no list has', async () => {
  const swarm = await swarmOf((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    if (request.url?.startsWith('/services'))
      response.end(
        '[{"ID":"s","Spec":{"Name":"app_web","TaskTemplate":{"Networks":[{"Target":"of-host"}]}}}]',
      );
    else if (request.url === '/networks/of-host')
      response.end('{"Id":"of-host","Name":"host","Driver":"host","Scope":"swarm"}');
    else response.end('[]');
  });
  expect((await swarm.observe('app')).networks).toMatchObject([{ id: 'of-host', name: 'host' }]);
});

test('observe() names the managers when the engine is a worker', async () => {
  const swarm = await swarmOf((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    if (request.url === '/info')
      response.end(
        '{"Name":"worker","Swarm":{"RemoteManagers":[{"Addr":"10.0.0.2:2377"},{"Addr":"10.0.0.1:2377"}]}}',
      );
    else if (request.url === '/networks') response.end('[]');
    else response.writeHead(503).end(JSON.stringify({ message: WORKER }));
  });

  const error = await swarm.observe('app').catch((reason) => reason);

  expect(error).toMatchObject({ code: 'not-a-manager', status: 503 });
  expect(hintText(error.hint)).toBe(
    'its managers are 10.0.0.1, 10.0.0.2: name one with DOCKER_HOST, --host (ssh://10.0.0.1) or --context',
  );
});

test('lastLines() has the lines in the order of time, whatever their stream', async () => {
  const frame = (stream: number, text: string) => {
    const header = Buffer.alloc(8);
    header.writeUInt8(stream, 0);
    header.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([header, Buffer.from(text)]);
  };
  const swarm = await swarmOf((_, response) => {
    response.write(frame(2, '2026-01-01T00:00:02.000000000Z no db\n'));
    response.end(frame(1, '2026-01-01T00:00:01.000000000Z starting\n'));
  });
  expect(await swarm.lastLines('task', 10)).toEqual(['starting', 'no db']);
});
