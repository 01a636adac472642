import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBusyboxImage } from '../../scripts/setup/busybox-image.ts';
import { type PrivateEngine, startPrivateEngine } from '../../scripts/setup/private-engine.ts';
import { ENGINE } from '../support/gantry.ts';
import { anSshServer } from '../support/ssh-server.ts';
import { startKillingProxy } from './killing-proxy.ts';
import { again, EXTENT, ONLY, partOf, tryUntilTheEnd } from './options.ts';
import { nameOf, OUTAGES, type Outage, tryOutage, type Way } from './outage.ts';
import { record } from './record.ts';

/** The ordinary engine is somebody else's: nobody may end that. */
let own: PrivateEngine;
beforeAll(async () => {
  own = await startPrivateEngine();
  await loadBusyboxImage(own.host);
});
afterAll(() => own.stop());

const engineThatGets = (signal: 'SIGKILL' | 'SIGTERM') => (): Way => ({
  engine: own.host,
  open: async () => {
    const proxy = await startKillingProxy(own.host);
    return {
      proxy,
      environment: { DOCKER_HOST: proxy.host },
      // Nobody answers any more, and nobody listens.
      take: () => own.end(signal).then(() => proxy.close()),
      giveBack: () => own.startAgain(),
    };
  },
});

const sshThatIsCut = (): Way => ({
  engine: ENGINE,
  open: async () => {
    const proxy = await startKillingProxy();
    const server = await anSshServer(`SetEnv DOCKER_HOST=${proxy.host}`);
    return {
      proxy,
      environment: { ...server.environment, DOCKER_HOST: server.address },
      take: async () => server.cut(),
      giveBack: async () => {
        server.stop();
        await proxy.close();
      },
    };
  },
});

const WAYS: ReadonlyMap<string, () => Way> = new Map([
  ['the engine crashes', engineThatGets('SIGKILL')],
  ['the engine is stopped in order', engineThatGets('SIGTERM')],
  ['the connection over ssh is cut', sshThatIsCut],
]);

/** Of each command and way, in the bounded run. */
const SAMPLE = 1;

const fullName = (kind: string, outage: Outage): string => `${kind}: ${nameOf(outage)}`;

async function failuresOf(kind: string, way: Way, outage: Outage): Promise<readonly string[]> {
  const name = fullName(kind, outage);
  const complaints = await tryOutage(way, outage);
  record({ kind, program: 'gantry', name, complaints });
  return complaints.length === 0 ? [] : [[name, ...complaints, `again: ${again(name)}`].join('\n  ')];
}

const GROUPS = [...WAYS].flatMap(([kind, way]) =>
  Object.entries(OUTAGES).map(([command, outages]) => ({ kind, way, command, outages })),
);

describe.runIf(EXTENT === 'part')('the engine goes away', () => {
  test.each(GROUPS)('$kind during $command: it says so, and `up` brings all in order', async (group) => {
    const { kind, way, command, outages } = group;
    const failures: string[] = [];
    for (const outage of partOf(`${kind} ${command}`, outages, SAMPLE))
      failures.push(...(await failuresOf(kind, way(), outage)));
    expect(failures, failures.join('\n')).toEqual([]);
  });
});

const ALL = GROUPS.flatMap(({ kind, way, outages }) => outages.map((outage) => ({ kind, way, outage })));

test.runIf(EXTENT === 'everything')('the engine goes away, and `up` brings all in order', async () => {
  const failures: string[] = [];
  // There is one engine to take away.
  await tryUntilTheEnd(ALL, 1, async ({ kind, way, outage }) => {
    failures.push(...(await failuresOf(kind, way(), outage)));
  });
  expect(failures, failures.join('\n')).toEqual([]);
});

const repeated = ALL.filter(({ kind, outage }) => fullName(kind, outage) === ONLY);
test.runIf(repeated.length > 0)(`again: ${ONLY}`, async () => {
  for (const { kind, way, outage } of repeated) expect(await failuresOf(kind, way(), outage)).toEqual([]);
});
