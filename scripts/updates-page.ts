import { readFileSync } from 'node:fs';
import type { Host } from './setup/engine-api.ts';
import { numberAt, textAt } from './setup/json.ts';
import { writeFigures } from './write-figures.ts';

/** Puts the figures of a run into the page. */
export async function writeUpdatesPage(results: string, host: Host): Promise<void> {
  const table = tableOf(readFileSync(results, 'utf8').trim().split('\n'));
  await writeFigures({ page: 'updates.md', script: 'test:load', table }, host);
}

const PROGRAMS = ['gantry', 'docker compose'] as const;

/** Lines of JSON, as test/load/record.ts writes them, in the order of the run. */
export function tableOf(results: readonly string[]): string {
  const byScenario = new Map<string, Map<string, readonly string[]>>();
  for (const line of results) {
    const result: unknown = JSON.parse(line);
    const scenario = textAt(result, 'scenario') ?? '';
    const programs = byScenario.get(scenario) ?? new Map<string, readonly string[]>();
    programs.set(textAt(result, 'program') ?? '', cellsOf(result));
    byScenario.set(scenario, programs);
  }
  const none = ['', '', ''];
  const rows = [...byScenario].map(([scenario, programs]) =>
    [scenario, ...PROGRAMS.flatMap((program) => programs.get(program) ?? none)].join(' | '),
  );
  return [
    '| what is done | gantry: failed of sent | slowest s | longest pause s | docker compose: failed of sent | slowest s | longest pause s |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function cellsOf(result: unknown): readonly string[] {
  const pauseMs = numberAt(result, 'longestSilenceMs');
  const isStuck = result instanceof Object && Reflect.get(result, 'isStuck') === true;
  return [
    `${grouped(numberAt(result, 'lost'))} of ${grouped(numberAt(result, 'sent'))}${isStuck ? ', then stuck' : ''}`,
    seconds(numberAt(result, 'slowestMs')),
    pauseMs === 0 ? '' : seconds(pauseMs),
  ];
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2);
const grouped = (count: number): string => count.toLocaleString('en');
