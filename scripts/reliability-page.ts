import { readFileSync } from 'node:fs';
import type { Host } from './setup/engine-api.ts';
import { listAt, textAt } from './setup/json.ts';
import { writeFigures } from './write-figures.ts';

interface Figures {
  tried: number;
  survived: number;
}

/** Puts the figures of a run into the page. */
export async function writeReliabilityPage(trials: string, seed: string, host: Host): Promise<void> {
  const table = tableOf(readFileSync(trials, 'utf8').trim().split('\n'));
  await writeFigures({ page: 'reliability.md', script: 'test:chaos', table, remark: `, seed ${seed}` }, host);
}

/** Lines of JSON, as test/chaos/record.ts writes them. */
export function tableOf(trials: readonly string[]): string {
  const byKind = new Map<string, Map<string, Figures>>();
  for (const line of trials) {
    const trial: unknown = JSON.parse(line);
    const programs = entryOf(byKind, textAt(trial, 'kind') ?? '', () => new Map<string, Figures>());
    const figures = entryOf(programs, textAt(trial, 'program') ?? '', () => ({ tried: 0, survived: 0 }));
    figures.tried++;
    if (listAt(trial, 'complaints').length === 0) figures.survived++;
  }
  const cells = (figures: Figures | undefined): readonly string[] =>
    figures ? [figures.tried, figures.survived, figures.tried - figures.survived].map(String) : ['', '', ''];
  const rows = [...byKind].sort().map(([kind, programs]) => {
    const [ours, peers] = ['gantry', 'docker compose'].map((program) => cells(programs.get(program)));
    return `| ${[kind, ...(ours ?? []), ...(peers ?? [])].join(' | ')} |`;
  });
  return [
    '| what is done | tried | survived | lost | docker compose: tried | survived | lost |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function entryOf<V>(map: Map<string, V>, key: string, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
