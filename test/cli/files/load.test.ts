import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { loadProjectFor } from '../../../src/cli/files/load.ts';
import { checkServices } from '../../../src/cli/find/target.ts';
import { SpecError } from '../../../src/diagnostics/spec-error.ts';
import { requireServices } from '../../../src/planner/graph/service-graph.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { lines } from '../../support/lines.ts';

const folder = aFolder({
  'compose.yaml': 'services: {web: {image: x}, db: {image: x}}',
  'conf/site.conf': '',
  'lost.yaml': lines(
    'services:',
    '  web:',
    '    image: x',
    '    configs:',
    '      - {source: site, target: /site, mode: 0440}',
    'configs:',
    '  site: {file: ./conf}',
    '',
  ),
  'wrong.yaml': 'services: {web: {image: x, imge: x}}',
});
afterAll(() => rmSync(folder, { recursive: true }));

const thrown = async (run: () => unknown): Promise<unknown> => {
  try {
    await run();
  } catch (error) {
    return error;
  }
  return undefined;
};

test('a service that nobody knows is called the same by everyone', async () => {
  const project = aProject({ services: [aService('db'), aService('web')] });
  for (const [names, hint] of [
    [['wbe', 'x'], 'did you mean "web"?'],
    [['zzz'], 'the services are db, web'],
  ] as const) {
    const said = { code: 'no-such-service', message: `no such service: ${names.join(', ')}`, hint };

    expect(await thrown(() => loadProjectFor(aCli(folder), { services: names }))).toMatchObject(said);
    expect(await thrown(() => checkServices(project, names))).toMatchObject(said);
    expect(await thrown(() => requireServices(names, new Set(['db', 'web'])))).toMatchObject(said);
  }
});

test('it is told beside what is wrong in the files', async () => {
  const cli = aCli(folder, { globals: { file: ['wrong.yaml'] } });
  const error = await thrown(() => loadProjectFor(cli, { services: ['wbe'] }));

  expect(error).toBeInstanceOf(SpecError);
  expect(error).toMatchObject({
    problems: [{ code: 'unknown-service', message: 'no such service: wbe' }, { code: 'unknown-attribute' }],
  });
});

test('a mode that a folder cannot be given has its place, and is an error under --strict', async () => {
  const cli = aCli(folder, { globals: { file: ['lost.yaml'] } });
  await loadProjectFor(cli, { services: [] });
  const message = `service "web": "mode" of config "site" has no effect: ${folder}/conf is a folder, which is mounted as it is`;

  expect(cli.written.stderr).toContain(`warning: ${message} (no-effect)`);
  expect(cli.written.stderr).toContain('lost.yaml:5:45');
  const strict = aCli(folder, { globals: { file: ['lost.yaml'], strict: true } });
  expect(await thrown(() => loadProjectFor(strict, { services: [] }))).toMatchObject({
    problems: [{ code: 'no-effect', severity: 'error', message }],
  });
});
