import { describe, expect, test } from 'vitest';
import { PageContainers } from '../../../src/cli/page/page-containers.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aCli } from '../../support/a-cli.ts';
import { aProject } from '../../support/a-project.ts';
import { RUNNING } from '../../support/an-inspection.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const PASSWORD = 'hunter2-71';
const CONTENT = 'content-of-the-secret-9';

const container = anObservedContainer('web');
const stranger = anObservedContainer('db', { name: 'other-db-1' });

interface Scene {
  readonly readOnly?: boolean;
  readonly env?: readonly string[];
  readonly engine?: Partial<Engine>;
}

function someContainers({ readOnly = false, env = [], engine = {} }: Scene = {}) {
  const project = {
    ...aProject({
      secrets: [
        {
          key: 'token',
          name: 'app_token',
          labels: new Map(),
          driverOpts: new Map(),
          extensions: new Map(),
          from: { kind: 'content', content: new Sensitive(CONTENT) },
        },
      ],
    }),
  };
  const recording = new RecordingEngine({
    containers: [container],
    inspect: () => ({ settings: { ...RUNNING.settings, Env: env } }),
  });
  const port = new PageContainers(
    aCli('/app', { engine: Object.assign(recording, engine) }),
    () => ({ name: 'app', project, hide: (text) => text.replaceAll(PASSWORD, '••') }),
    readOnly,
  );
  return { port, calls: recording.calls };
}

describe('the containers of a page', () => {
  test('are those of the project: of any other nothing is asked or done', async () => {
    const { port, calls } = someContainers();
    const { id } = stranger;

    expect(await port.details(id)).toBeUndefined();
    expect(await port.processes(id)).toBeUndefined();
    expect(await port.changes(id)).toBeUndefined();
    expect(await port.access?.variable(id, 'PATH')).toBeUndefined();
    const opened = port.access?.openTerminal(
      id,
      { rows: 1, columns: 1 },
      () => undefined,
      AbortSignal.abort(),
    );
    await expect(opened).rejects.toThrow('there is no such container in this project');
    expect(calls.filter((call) => !call.startsWith('list'))).toEqual([]);
  });

  test('have neither values nor terminals where the page may only look', () => {
    expect(someContainers({ readOnly: true }).port.access).toBeUndefined();
  });

  test('show processes without secrets, and no more changed files than a page has room for', async () => {
    const { port } = someContainers({
      engine: {
        topContainer: async () => ({ titles: ['CMD'], processes: [[`psql -W ${PASSWORD}`]] }),
        containerChanges: async () =>
          Array.from({ length: 700 }, (_, index) => ({ path: `/tmp/${index}`, kind: 'created' })),
      },
    });

    expect(await port.processes(container.id)).toEqual({ titles: ['CMD'], processes: [['psql -W ••']] });
    const written = await port.changes(container.id);
    expect([written?.changes.length, written?.left]).toEqual([500, 200]);
  });
});

describe('the value of a variable', () => {
  const env = [
    `DB_PASSWORD=${PASSWORD}`,
    `TOKEN=${CONTENT}`,
    `URL=http://me:${CONTENT}@db`,
    'A=b=c',
    'EMPTY=',
  ];
  const variable = async (name: string): Promise<string | undefined> =>
    someContainers({ env }).port.access?.variable(container.id, name);

  test('is that of this one name, as it is', async () => {
    expect(await variable('DB_PASSWORD')).toBe(PASSWORD);
    expect(await variable('A')).toBe('b=c');
    expect(await variable('EMPTY')).toBe('');
  });

  test.each(['', 'B', 'A=b', `TOKEN=${CONTENT.slice(0, 4)}`, 'DB_PASS', '__proto__'])(
    'is none for %j',
    async (name) => {
      expect(await variable(name)).toBeUndefined();
    },
  );

  test.each(['TOKEN', 'URL'])('is never shown where a secret of the project is in it: %s', async (name) => {
    await expect(variable(name)).rejects.toThrow(`${name} has the content of a secret of the project`);
  });
});
