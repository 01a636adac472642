import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { IngressSettings } from '../../../src/model/ingress.ts';
import { haproxyConfig } from '../../../src/planner/ingress/haproxy-config.ts';
import { drain } from '../../../src/reconciler/ingress/drain.ts';
import { prepareRoutes, routeTo } from '../../../src/reconciler/ingress/route-to.ts';
import { lines } from '../../support/lines.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';
import { entriesOf } from '../../support/tar-entries.ts';

const SETTINGS: IngressSettings = { routes: [{ port: 80, speaks: 'any' }], families: 'ipv4' };
const APP = containerId('aaaaaaaaaaaa1111');
const INGRESS = { id: containerId('ingress-id'), name: 'shop-web-ingress' };

/** What a command writes to standard output, in the frames of the engine. */
function framed(text: string): Duplex {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(1, 0);
  header.writeUInt32BE(body.length, 4);
  return Duplex.from([Buffer.concat([header, body])]);
}

/** An engine in whose ingress each command says the next of these, and ends with an exit code. */
function anEngine(said: readonly string[], exitCode = 0) {
  const put: Buffer[] = [];
  let commands = 0;
  const engine = Object.assign(new RecordingEngine(), {
    startExec: async () => framed(said[commands++] ?? said.at(-1) ?? ''),
    inspectExec: async () => ({ running: false, started: true, exitCode }),
    putArchive: async (_id: string, _path: string, archive: Buffer) => {
      put.push(archive);
    },
  });
  const files = async () =>
    (await Promise.all(put.map(entriesOf)))
      .flat()
      .map(({ path, owner, content }) => [path, owner, String(content)]);
  return { engine, files, commands: () => commands };
}

describe('prepareRoutes()', () => {
  test('puts the configuration where HAProxy reads it when it starts', async () => {
    const { engine, files, commands } = anEngine([]);
    await prepareRoutes(engine, INGRESS, SETTINGS, [APP]);
    expect(await files()).toEqual([
      ['etc/gantry-ingress/', '65534:65534', ''],
      ['etc/gantry-ingress/haproxy.cfg', '65534:65534', haproxyConfig(SETTINGS, [APP])],
    ]);
    expect(commands()).toBe(0);
  });
});

describe('routeTo()', () => {
  test('puts the configuration beside the present one, and loads it', async () => {
    const { engine, files, commands } = anEngine(['']);
    await routeTo(engine, INGRESS, SETTINGS, [APP]);
    expect((await files()).map(([path]) => path)).toEqual([
      'etc/gantry-ingress/',
      'etc/gantry-ingress/next.cfg',
    ]);
    expect(commands()).toBe(1);
  });

  test.each([
    [20, 'the ingress shop-web-ingress refuses its new configuration, and keeps the one it has'],
    [21, 'the ingress shop-web-ingress cannot start with its new configuration, and keeps the one it has'],
    [22, 'the ingress shop-web-ingress does not answer'],
    [127, 'the ingress shop-web-ingress cannot be reloaded: its shell ended with exit code 127'],
  ])('says what went wrong, and what HAProxy said of it: exit code %i', async (exitCode, message) => {
    const { engine } = anEngine(['[ALERT] parsing [next.cfg:3]\n\nFatal errors found.\n'], exitCode);
    await expect(routeTo(engine, INGRESS, SETTINGS, [APP])).rejects.toMatchObject({
      code: 'ingress-failed',
      message,
      output: ['[ALERT] parsing [next.cfg:3]', 'Fatal errors found.'],
    });
  });

  describe('with datagrams', () => {
    const WITH_UDP: IngressSettings = { ...SETTINGS, datagrams: { ports: [53], families: 'ipv4' } };
    /** An engine in whose ingress the commands end with these codes, one after another. */
    const ending = (codes: readonly number[]) => {
      const { engine, commands } = anEngine(['Error: no such chain\n']);
      let ended = 0;
      const inspectExec = async () => ({ running: false, started: true, exitCode: codes[ended++] ?? 0 });
      const users: (string | undefined)[] = [];
      const createExec = async (_id: string, { User }: { readonly User?: string }) => {
        users.push(User);
        return 'exec';
      };
      return { engine: Object.assign(engine, { inspectExec, createExec }), commands, users };
    };

    test('sets the rules after HAProxy has taken the configuration, as root', async () => {
      const { engine, users } = ending([0, 0]);
      await routeTo(engine, INGRESS, WITH_UDP, [APP]);
      expect(users).toEqual(['65534:65534', '0:0']);
    });

    test('goes back to the configuration before when the rules are refused', async () => {
      const { engine, users } = ending([0, 30, 0]);
      await expect(routeTo(engine, INGRESS, WITH_UDP, [APP])).rejects.toMatchObject({
        code: 'ingress-failed',
        message:
          'the ingress shop-web-ingress cannot send datagrams to others, and keeps the configuration it had',
        output: ['Error: no such chain'],
      });
      expect(users).toEqual(['65534:65534', '0:0', '65534:65534']);
    });
  });

  test('says that the ingress does not run', async () => {
    const { engine } = anEngine([]);
    engine.createExec = () =>
      Promise.reject(new EngineError('engine-refused', 'container is not running', { status: 409 }));
    await expect(routeTo(engine, INGRESS, SETTINGS, [APP])).rejects.toMatchObject({
      code: 'ingress-failed',
      message: 'the ingress shop-web-ingress is not running',
    });
  });
});

describe('drain()', () => {
  const has = (connections: number): string =>
    lines(
      'worker 7',
      '# pxname,svname,qcur,qmax,scur',
      `port_80_tcp,aaaaaaaaaaaa,0,0,${connections}`,
      'answered 7',
    );
  const run = async (said: readonly string[], timeoutMs = 60_000) => {
    const { engine, commands } = anEngine(said);
    const heard: number[] = [];
    const left = await drain(engine, INGRESS, {
      containers: [APP],
      timeoutMs,
      signal: new AbortController().signal,
      onOpen: (count) => heard.push(count),
    });
    return { left, heard, looks: commands() };
  };

  test('waits until two looks find no connection', async () => {
    expect(await run([has(2), has(0), has(1), has(0), has(0)])).toEqual({
      left: 0,
      heard: [2, 0, 1, 0],
      looks: 5,
    });
  });

  test('goes on when the time is over, and says how many are still open', async () => {
    expect(await run([has(3)], 0)).toEqual({ left: 3, heard: [3], looks: 1 });
  });

  test('waits for clients that have just sent datagrams, and does not say that they are cut off', async () => {
    const { engine } = anEngine([has(0), '2\n1\n', has(0), '0\n', has(0), '']);
    const heard: number[] = [];
    const left = await drain(engine, INGRESS, {
      containers: [APP],
      datagrams: { ports: [53], families: 'both' },
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      onOpen: (count) => heard.push(count),
    });
    expect({ left, heard }).toEqual({ left: 0, heard: [3, 0] });
  });

  test('does not take a worker that does not answer for one without connections', async () => {
    expect(await run(['worker 7\n', has(0), has(0)])).toMatchObject({ left: 0, looks: 3 });
  });

  test('takes an ingress that has ended for one without connections', async () => {
    const { engine } = anEngine([]);
    engine.createExec = () =>
      Promise.reject(new EngineError('engine-refused', 'container is not running', { status: 409 }));
    const options = {
      containers: [APP],
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      onOpen: () => {},
    };
    await expect(drain(engine, INGRESS, options)).resolves.toBe(0);
  });
});
