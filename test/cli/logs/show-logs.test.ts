import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { showLogs } from '../../../src/cli/logs/show-logs.ts';
import { LABEL } from '../../../src/model/labels.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const FILE = 'name: app\nservices: {e2e: {image: x, profiles: [test]}}\n';

/** What `logs e2e` shows where only a one-off container is there. */
async function logsOf(labels: Readonly<Record<string, string>>): Promise<string> {
  const folder = aFolder({ 'compose.yaml': FILE });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const container = anObservedContainer('e2e', {
    name: 'app-e2e-run-1',
    state: 'exited',
    labels: { ...labels, [LABEL.oneOff]: 'True' },
  });
  const engine = new RecordingEngine({
    containers: [container],
    logs: ['expected 1, got 2'],
    inspect: () => ({ tty: false }),
  });
  const cli = aCli(folder, { engine });
  await showLogs(cli, ['e2e'], { color: true, logPrefix: true });
  return cli.written.stdout;
}

test('showLogs() shows what a test wrote in an instance that has nothing else of its service', async () => {
  expect(await logsOf({ [LABEL.instance]: 'test-1' })).toBe('e2e-run-1  | expected 1, got 2\n');
});

test('showLogs() leaves out the one-off containers of a project, as docker compose does', async () => {
  expect(await logsOf({})).toBe('');
});
