import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, type Host } from './setup/engine-api.ts';
import { listAt, textAt } from './setup/json.ts';
import { root } from './setup/root.ts';

const PAGE = join(root, 'docs', 'reliability.md');
const BEGIN = '<!-- written by npm run test:chaos -- --write -->';
const END = '<!-- end -->';

interface Figures {
  tried: number;
  survived: number;
}

/** Puts the figures of a run into the page; the rest of it stays. */
export async function writeReliabilityPage(trials: string, seed: string, host: Host): Promise<void> {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no "${BEGIN}" … "${END}"`);
  const engine = JSON.parse((await ask(host, 'GET', '/version')).body);
  const day = new Date().toISOString().slice(0, 10);
  const told = `Measured on ${day} with Docker Engine ${textAt(engine, 'Version')}, seed ${seed}.`;
  const figures = tableOf(readFileSync(trials, 'utf8').trim().split('\n'));
  writeFileSync(PAGE, [before, BEGIN, `\n\n${told}\n\n${figures}\n\n`, END, after].join(''));
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
