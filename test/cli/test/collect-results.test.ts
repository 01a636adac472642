import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectResults } from '../../../src/cli/test/collect-results.ts';
import { aCli } from '../../support/a-cli.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { RUNNING } from '../../support/an-inspection.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-results-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MEGABYTE = ' '.repeat(1_000_000);

test.each([
  [3, 'web-1 | line 0'],
  [60, 'web-1 | (what it wrote before is left out: of a log, the last 500000 lines and 50 MB are kept)'],
])('collectResults() keeps no more of a log of %i MB than it has to', async (count, expected) => {
  const web = anObservedContainer('web');
  const engine = Object.assign(new RecordingEngine(), {
    listContainers: async () => [web],
    inspectContainer: async () => ({ ...RUNNING, id: web.id, name: web.name }),
    logs: async function* () {
      for (let index = 0; index < count; index++)
        yield { stream: 'stdout' as const, time: '2026-12-01T10:00:00Z', text: `line ${index}${MEGABYTE}` };
    },
  });

  await collectResults(aCli(folder, { engine }), {
    project: aProject({ name: 'app', services: [] }),
    hide: String,
    folder,
    commanded: new Set(),
  });

  const lines = readFileSync(join(folder, 'logs.txt'), 'latin1').trimEnd().split('\n');
  expect(lines[0]?.trimEnd()).toBe(`2026-12-01T10:00:00Z ${expected}`);
  expect(lines.at(-1)?.trimEnd()).toBe(`2026-12-01T10:00:00Z web-1 | line ${count - 1}`);
  expect(lines.length).toBe(Math.min(count, 50));
});

test.each([
  [[], ['artifacts of e2e: report.xml: there is no such file in the container']],
  [['e2e'], []],
])(
  'collectResults() misses no artifacts of services that ran another command: %j',
  async (commanded, problems) => {
    const e2e = anObservedContainer('e2e', { state: 'exited', exitCode: 3 });
    const engine = new RecordingEngine({ containers: [e2e] });
    const service = aService('e2e', { extensions: new Map([['x-gantry', { artifacts: ['report.xml'] }]]) });

    const results = await collectResults(aCli(folder, { engine }), {
      project: aProject({ name: 'app', services: [service] }),
      hide: String,
      folder,
      commanded: new Set<string>(commanded),
    });

    expect(results.problems.filter((problem) => problem.startsWith('artifacts'))).toEqual(problems);
  },
);
