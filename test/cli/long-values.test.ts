import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../support/a-folder.ts';
import { RecordingEngine } from '../support/recording-engine.ts';
import { runInProcess } from '../support/run-in-process.ts';

const LONG = 'x'.repeat(281_000);
/** The lines of the file and all else around it. */
const MOST = 3000;

let folder = '';
beforeAll(() => {
  folder = aFolder({
    'value.yaml': `services: {web: {image: busybox, cpus: ${LONG}}}\n`,
    'key.yaml': `services: {web: {image: busybox, ${LONG}: 1}}\n`,
    'words.yaml': `services: {web: {image: busybox, cpus: "${'a b '.repeat(70_000)}"}}\n`,
    'variable.yaml': `services: {web: {image: "\${X:?${LONG}}"}}\n`,
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(
  [
    '-f value.yaml config',
    '-f key.yaml config',
    '-f words.yaml up -d',
    '-f variable.yaml plan up',
    '-f value.yaml check',
    '-f value.yaml check --format json',
    '-f value.yaml config --format json',
    `-f value.yaml explain ${LONG}`,
    `-f value.yaml ps --status ${LONG}`,
  ].map((line) => [line.slice(0, 40), line] as const),
)('an error repeats some hundred characters of a value: gantry %s', async (_, line) => {
  for (const reveal of ['', '--reveal ']) {
    const words = line.replace(/^(-f \S+ )/, `$1${reveal}`);
    const { stdout, stderr } = await runInProcess(words, { folder, engine: new RecordingEngine() });

    expect(stdout + stderr).not.toBe('');
    expect((stdout + stderr).length).toBeLessThan(MOST);
  }
});
