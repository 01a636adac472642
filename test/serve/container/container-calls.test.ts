import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import type { ContainerPort } from '../../../src/serve/container/container-port.ts';
import { aPageApplication, noContainers } from '../../support/a-page-application.ts';
import { aServer } from '../a-page-server.ts';

const ID = 'a'.repeat(64);

const port = (members: Partial<ContainerPort>): ContainerPort => ({ ...noContainers, ...members });

async function aKnownPage(containers: ContainerPort) {
  const { call, key } = await aServer(aPageApplication({ containers }));
  const Authorization = `Bearer ${await key()}`;
  return (path: string, body: object, headers = { Authorization }) => call(`/api/${path}`, body, headers);
}

describe('a call about a container', () => {
  test.each(['container', 'processes', 'changes'])(
    '%s says that there is none in this project',
    async (name) => {
      const call = await aKnownPage(noContainers);

      expect((await call(name, { container: ID })).status).toBe(404);
    },
  );

  test.each([undefined, '', '../x', 'a/b', `${ID}0`, { id: ID }, [ID], 'shop-web-1'])(
    'with %j for its id does not get as far as the project',
    async (container) => {
      const asked: string[] = [];
      const call = await aKnownPage(
        port({
          async processes(id) {
            asked.push(id);
            return undefined;
          },
        }),
      );

      expect((await call('processes', { container })).status).toBe(400);
      expect(asked).toEqual([]);
    },
  );

  test('tells what stands in the way', async () => {
    const call = await aKnownPage(
      port({
        async processes() {
          throw new UserError('no-container', 'container shop-web-1 does not run');
        },
      }),
    );
    const { status, text } = await call('processes', { container: ID });

    expect([status, JSON.parse(text)]).toEqual([409, { reason: 'container shop-web-1 does not run' }]);
  });
});

describe('a variable of a container', () => {
  const openTerminal = () => Promise.reject(new Error('not asked for'));
  const values = port({
    access: {
      variable: async (_, name) => (name === 'LOG_LEVEL' ? 'debug' : undefined),
      openTerminal,
    },
  });

  test('is told for its name alone', async () => {
    const call = await aKnownPage(values);

    expect(JSON.parse((await call('variable', { container: ID, name: 'LOG_LEVEL' })).text)).toEqual({
      value: 'debug',
    });
    expect((await call('variable', { container: ID, name: 'OTHER' })).status).toBe(404);
    expect((await call('variable', { container: ID })).status).toBe(400);
    expect((await call('variable', { container: ID, name: ['LOG_LEVEL'] })).status).toBe(400);
  });

  test('is not told where the page may only look, or has no key', async () => {
    const looking = await aKnownPage(noContainers);
    const call = await aKnownPage(values);
    const body = { container: ID, name: 'LOG_LEVEL' };

    expect((await looking('variable', body)).status).toBe(403);
    expect((await call('variable', body, { Authorization: 'Bearer x' })).status).toBe(401);
  });
});

test('explain answers for a path, and for nothing that is none', async () => {
  const application = aPageApplication();
  const { call, key } = await aServer(application);
  const headers = { Authorization: `Bearer ${await key()}` };

  expect(JSON.parse((await call('/api/explain', { path: 'web.image' }, headers)).text)).toMatchObject({
    explanation: { subject: 'web.image' },
  });
  expect((await call('/api/explain', { path: 'x'.repeat(1001) }, headers)).status).toBe(400);
  expect((await call('/api/explain', {}, headers)).status).toBe(400);
});
