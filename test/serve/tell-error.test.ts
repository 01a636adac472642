import { describe, expect, test } from 'vitest';
import { aPageApplication, noContainers } from '../support/a-page-application.ts';
import { aLivePage, aServer } from './a-page-server.ts';

const SECRET = 'hunter2-of-the-engine';
const CONTAINER = 'c'.repeat(64);

/** A project of which the engine refuses everything, and repeats a secret in why. */
function refused() {
  const refuse = async (): Promise<never> => {
    throw new Error(`bad parameter: ${SECRET}`);
  };
  return aPageApplication({
    hide: (text) => text.replaceAll(SECRET, '••••••'),
    followLogs: refuse,
    explain: refuse,
    containers: {
      ...noContainers,
      details: refuse,
      processes: refuse,
      changes: refuse,
      access: { variable: refuse, openTerminal: refuse },
    },
  });
}

describe('what went wrong is told without the secrets of the project', () => {
  test('where a page asks', async () => {
    const server = await aServer(refused());
    const authorization = { Authorization: `Bearer ${await server.key()}` };
    const body = { container: CONTAINER, name: 'A', path: 'services' };

    for (const name of ['container', 'processes', 'changes', 'variable', 'explain']) {
      const { text } = await server.call(`/api/${name}`, body, authorization);
      expect(JSON.parse(text)).toEqual({ reason: 'bad parameter: ••••••' });
    }
  });

  test('where logs and terminals end', async () => {
    const page = await aLivePage(await aServer(refused()));
    const errors = () => page.messages.flatMap((message) => ('error' in message ? [message.error] : []));

    page.send({ type: 'open-log', channel: 1, services: [], tail: 10 });
    page.send({ type: 'read-log', channel: 1, ask: 1, of: 'lines', from: 0, count: 1 });
    page.send({ type: 'open-terminal', channel: 2, container: CONTAINER, rows: 24, columns: 80 });

    await expect.poll(() => new Set(errors()).size).toBe(1);
    await expect.poll(() => errors().length).toBeGreaterThanOrEqual(3);
    expect(new Set(errors())).toEqual(new Set(['bad parameter: ••••••']));
    expect(page.traffic()).not.toContain(SECRET);
  });
});
