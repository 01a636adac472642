import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepApplied } from '../../../src/cli/applied/keep-applied.ts';
import { openRecord } from '../../../src/cli/applied/open-record.ts';
import { readRecord } from '../../../src/cli/applied/record.ts';
import { NOTHING_LIVE } from '../../../src/cli/applied/unseal.ts';
import { type Applied, appliedBy } from '../../../src/cli/context/planned.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { ServiceHashes } from '../../../src/planner/request/service-hashes.ts';
import { aPlan, removeContainer, startContainer } from '../../support/a-plan.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { loadFiles } from '../../support/load-files.ts';
import { hashesOf } from '../../support/planning.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-applied-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const engine = new RecordingEngine();
const at = (endpoint = engine.endpoint) => ({
  environment: new Map([['XDG_STATE_HOME', folder]]),
  endpoint,
  project: 'app',
});
const recordFile = (): string => {
  const [name = ''] = readdirSync(join(folder, 'gantry/applied'));
  return join(folder, 'gantry/applied', name);
};

const FILE = `
services:
  web: {image: busybox, networks: [front], mem_limit: 64m}
  db: {image: busybox, volumes: ["data:/data"], networks: [back]}
networks: {front: {}, back: {}}
volumes: {data: {}}
`;

/** What a command leaves behind that was about these services, or about all of them. */
async function run(
  text: string,
  steps: readonly Operation[],
  services: readonly string[] = [],
  applied?: (hashes: ServiceHashes) => Applied,
) {
  const { project } = await loadFiles(text, { services });
  const hashes = hashesOf(project);
  const observed = anObserved({
    containers: ['web', 'db'].map((service) =>
      anObservedContainer(service, { name: `p-${service}-1`, id: containerId(service) }),
    ),
  });
  await keepApplied(
    { environment: at().environment },
    {
      engine,
      project,
      observed,
      plan: aPlan(steps),
      applied: applied?.(hashes) ?? appliedBy({ project, intent: {}, hashes }),
    },
  );
}

async function kept() {
  const record = readRecord(at());
  if (!record) return undefined;
  const project = openRecord(record, NOTHING_LIVE);
  return {
    services: [...project.services.keys()].sort(),
    networks: [...project.networks.keys()].sort(),
    volumes: [...project.volumes.keys()].sort(),
    memory: project.services.get('web')?.memLimitBytes,
    scale: project.services.get('web')?.scale,
  };
}

test('keepApplied() writes a record that nobody else can read, for this engine alone', async () => {
  await run(FILE, [startContainer('web')]);
  expect(statSync(recordFile()).mode & 0o777).toBe(0o600);
  expect(statSync(join(recordFile(), '..')).mode & 0o777).toBe(0o700);
  expect(readRecord(at('tcp://elsewhere:2376'))).toBeUndefined();
  expect(await kept()).toMatchObject({ services: ['db', 'web'], memory: 64 * 1024 ** 2 });
});

test('readRecord() reads nothing that another release has written, nor what is broken', async () => {
  await run(FILE, [startContainer('web')]);
  const text = readFileSync(recordFile(), 'utf8');
  writeFileSync(recordFile(), text.replace(/"gantry":"[^"]+"/, '"gantry":"0.0.1"'));
  expect(readRecord(at())).toBeUndefined();
  writeFileSync(recordFile(), 'what?');
  expect(readRecord(at())).toBeUndefined();

  // The next run that was about all of it writes it anew, also when there was nothing to do.
  await run(FILE, []);
  expect(await kept()).toMatchObject({ services: ['db', 'web'] });
});

test('keepApplied() writes nothing anew when nothing was done and the files say the same', async () => {
  await run(FILE, []);
  const before = statSync(recordFile()).ino;
  await run(FILE, []);
  await run(FILE, [], ['db']);
  expect(statSync(recordFile()).ino).toBe(before);

  // docker compose applied an edit meanwhile, so there was nothing left to do.
  await run(FILE.replace('64m', '128m'), []);
  expect(await kept()).toMatchObject({ memory: 128 * 1024 ** 2 });
});

test('keepApplied() keeps what was applied of the services that a run was not about, as long as the files have them', async () => {
  await run(FILE, [startContainer('web')], ['web']);
  expect(await kept()).toMatchObject({ services: ['web'], networks: ['front'], volumes: [] });

  await run(FILE.replace('64m', '128m'), [startContainer('db')], ['db']);
  expect(await kept()).toEqual({
    services: ['db', 'web'],
    networks: ['back', 'front'],
    volumes: ['data'],
    memory: 64 * 1024 ** 2,
    scale: undefined,
  });

  await run('services: {web: {image: busybox, networks: [front]}}\nnetworks: {front: {}}', [
    startContainer('web'),
  ]);
  expect(await kept()).toMatchObject({ services: ['web'], networks: ['front'], volumes: [] });
});

test('keepApplied() keeps the number of containers that was asked for', async () => {
  await run(FILE, [startContainer('web')], [], (hashes) => ({
    kind: 'up',
    services: ['web'],
    scale: new Map([['web', 3]]),
    hashes,
  }));
  expect(await kept()).toMatchObject({ scale: 3 });
});

test('keepApplied() forgets what `down` has taken down, and all of it when nothing is left', async () => {
  await run(FILE, [startContainer('web')]);
  await run(FILE, [removeContainer('db')], [], () => ({ kind: 'down', everything: false }));
  expect(await kept()).toMatchObject({ services: ['web'], networks: ['front'], volumes: [] });
  await run(FILE, [], [], () => ({ kind: 'down', everything: false }));
  expect(await kept()).toMatchObject({ services: ['web'] });

  await run(FILE, [removeContainer('web')], [], () => ({ kind: 'down', everything: false }));
  expect(await kept()).toBeUndefined();

  await run(FILE, [startContainer('web')]);
  await run(FILE, [], [], () => ({ kind: 'down', everything: true }));
  expect(await kept()).toBeUndefined();
});
