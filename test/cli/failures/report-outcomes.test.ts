import { expect, test } from 'vitest';
import { reportOutcomes } from '../../../src/cli/failures/report-outcomes.ts';
import { blank, gantry } from '../../../src/diagnostics/hint.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { buildFailed } from '../../../src/engine/refusals/build-failure.ts';
import { engineRefused } from '../../../src/engine/refusals/engine-error.ts';
import { networkId, stepId } from '../../../src/model/ids.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { Project } from '../../../src/model/project.ts';
import { WaitError } from '../../../src/model/wait-error.ts';
import { aBuild } from '../../support/a-build.ts';
import { aCli } from '../../support/a-cli.ts';
import { aPlan, startContainer, waitFor } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { IMAGE } from '../../support/an-inspection.ts';
import { anObserved, BUSYBOX } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** What is told of the failure of one operation, as text or as the one line of JSON. */
async function told(
  operation: Operation,
  error: Error,
  containers: readonly ObservedContainer[] = [],
  progress: 'plain' | 'json' = 'plain',
  {
    images = [],
    hasJustShown = false,
  }: {
    readonly images?: readonly { readonly tags: readonly string[] }[];
    readonly hasJustShown?: boolean;
  } = {},
): Promise<string> {
  // A project without files, that only its labels tell of: there are no places to look for.
  const cli = aCli('/', { globals: { projectName: 'app', progress } });
  const project: Project = { ...aProject({ name: 'app' }), origin: 'labels' };
  const engine = Object.assign(new RecordingEngine({ containers }), {
    listImageSummaries: () =>
      Promise.resolve(
        images.map(({ tags }) => ({ id: BUSYBOX, tags, digests: [], sizeBytes: 1, createdAt: 1 })),
      ),
    inspectImage: (reference: string) =>
      Promise.resolve(
        images.some(({ tags }) => tags.includes(reference))
          ? { ...IMAGE, platform: 'linux/amd64' }
          : undefined,
      ),
  });
  const planned = { engine, project, observed: anObserved({ containers }), plan: aPlan([operation]) };
  const outcomes = [{ status: 'failed', step: stepId(1), error }] as const;
  await reportOutcomes(cli, planned, outcomes, { hasJustShown: () => hasJustShown });
  return cli.written.stderr;
}

const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1)?.trim();

test('reportOutcomes() says who publishes a port that the engine does not give', async () => {
  const holder = anObservedContainer('proxy', {
    ports: [{ target: 80, published: 8080, protocol: 'tcp' }],
  });
  const refused = engineRefused(500, 'Bind for 0.0.0.0:8080 failed: port is already allocated');
  const text = await told(startContainer('web'), refused, [holder]);

  expect(text).toContain(
    'port 8080 of the host is published by container app-proxy-1 of project "app" (port-taken)',
  );
  expect(lastLine(text)).toBe('try: publish another port, or stop that container: docker stop app-proxy-1');
});

test('reportOutcomes() leaves out the last lines of a build that stand right above, and tells of errors long before them', async () => {
  const build = {
    kind: 'build-image',
    image: 'app',
    service: 'web',
    build: aBuild(),
    labels: {},
    secrets: [],
  } as const;
  const failed = buildFailed('process "make" did not complete successfully: exit code: 2', {
    name: '[2/2] RUN make',
    lines: ['no rule'],
    firstErrors: ['error: early'],
  });
  const whole = await told(build, failed);
  const above = await told(build, failed, [], 'plain', { hasJustShown: true });

  expect(whole).toContain('    | error: early\n  the last lines:\n    | no rule\n');
  expect(above).toContain('    | error: early\n');
  expect(above).not.toContain('no rule');
});

test('reportOutcomes() says who is on a network that is to go', async () => {
  const guest = anObservedContainer('web', {
    networks: new Map([['app_back', { networkId: networkId('n') }]]),
  });
  const operation = { kind: 'remove-network', id: networkId('n'), name: 'app_back' } as const;
  const refused = engineRefused(403, 'error while removing network: network app_back has active endpoints');
  const text = await told(operation, refused, [guest]);

  expect(text).toContain('it is still in use by container app-web-1 (in-use)');
  expect(lastLine(text)).toBe(
    'try: docker network disconnect app_back app-web-1, or remove the container: docker rm -f app-web-1',
  );
});

test('reportOutcomes() fills in the service that only the container is known of', async () => {
  const container = anObservedContainer('web');
  const { id, name } = container;
  const hint = [gantry('exec', blank('SERVICE'), 'ls', '/my SERVICE dir'), ' shows what there is'];
  const text = await told(
    { kind: 'remove-container', container: { id }, name, withVolumes: false },
    new UserError('missing-file', 'there is no /x in it', { hint }),
    [container],
  );

  expect(lastLine(text)).toBe("try: gantry -p app exec web ls '/my SERVICE dir' shows what there is");
});

test('reportOutcomes() hides the password in the command of a probe, in text and in JSON', async () => {
  const test = ['CMD-SHELL', 'PGPASSWORD=hunter2 psql -c "select 1"'];
  const probe = { exitCode: 1, output: 'no', failingStreak: 1, runs: 1, test };
  const error = new WaitError({
    reason: 'unhealthy',
    service: 'db',
    container: 'app-db-1',
    condition: 'service_healthy',
    state: 'running',
    oomKilled: false,
    restartCount: 0,
    probe,
  });
  const text = await told(waitFor('db', 'service_healthy'), error);
  const json = await told(waitFor('db', 'service_healthy'), error, [], 'json');

  expect(lastLine(text)).toBe(
    `try: run the probe by hand: gantry -p app exec db sh -c 'PGPASSWORD=•••••• psql -c "select 1"'`,
  );
  expect(json).toContain('PGPASSWORD=•••••• psql');
  expect(text + json).not.toContain('hunter2');
});

test('reportOutcomes() guesses an image that cannot be pulled from those that the engine has', async () => {
  const images = [{ tags: ['nc/postgres:17', 'nc/postgres:latest'] }];
  const unreachable = engineRefused(500, 'Get "https://registry-1.docker.io/v2/": dial tcp: no such host');
  const pull = (image: string, platform?: string): Operation => ({
    kind: 'pull-image',
    image,
    services: ['db'],
    ...(platform !== undefined && { platform }),
  });

  expect(lastLine(await told(pull('nc/postgress:17'), unreachable, [], 'plain', { images }))).toMatch(
    /^try: did you mean nc\/postgres:17, which the engine has\? Else check the network/,
  );
  expect(lastLine(await told(pull('nc/postgress'), unreachable, [], 'plain', { images }))).toContain(
    'did you mean nc/postgres, which',
  );
  expect(await told(pull('nc/zebra:17'), unreachable, [], 'plain', { images })).not.toContain('did you mean');
  const wrong = await told(pull('nc/postgres:17', 'linux/arm64'), unreachable, [], 'plain', { images });
  expect(wrong).toContain('; the engine has the image for linux/amd64, and linux/arm64 is wanted (');
  expect(lastLine(wrong)).toMatch(/^try: leave out `platform` to use the image that is there; or check/);
});
