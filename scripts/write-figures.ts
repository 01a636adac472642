import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, type Host } from './setup/engine-api.ts';
import { textAt } from './setup/json.ts';
import { root } from './setup/root.ts';

const END = '<!-- end -->';

interface Figures {
  /** Of `docs/`. */
  readonly page: string;
  /** The npm script that writes them, as the page names it. */
  readonly script: string;
  readonly table: string;
  /** Behind the version of the engine. */
  readonly remark?: string;
}

/** Puts the figures of a run into a page, between its two comments; the rest of it stays. */
export async function writeFigures({ page, script, table, remark = '' }: Figures, host: Host): Promise<void> {
  const path = join(root, 'docs', page);
  const begin = `<!-- written by npm run ${script} -- --write -->`;
  const [before, rest] = readFileSync(path, 'utf8').split(begin);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} has no "${begin}" … "${END}"`);
  const engine = JSON.parse((await ask(host, 'GET', '/version')).body);
  const day = new Date().toISOString().slice(0, 10);
  const told = `Measured on ${day} with Docker Engine ${textAt(engine, 'Version')}${remark}.`;
  writeFileSync(path, [before, begin, `\n\n${told}\n\n${table}\n\n`, END, after].join(''));
}
