import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { urlCommand } from '../../../src/cli/commands/url.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const folder = aFolder({ 'compose.yaml': 'name: app\nservices: {web: {image: busybox}}\n' });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function url(words: readonly string[], containers: readonly ObservedContainer[]): Promise<string> {
  const cli = aCli(folder, { engine: new RecordingEngine({ containers }) });
  await urlCommand(cli).parseAsync(words, { from: 'user' });
  return cli.written.stderr;
}

test('url says what to do where no container runs, and where none publishes a port', async () => {
  expect(await url([], [])).toBe('no container runs\nhint: start it: gantry up -d\n');
  expect(await url(['web'], [])).toBe('no container of web runs\nhint: start it: gantry up -d web\n');
  expect(await url([], [anObservedContainer('web', {})])).toBe(
    'no published port\nhint: publish one with `ports` in the Compose file, then: gantry up -d\n',
  );
});
