/** Writes docs/commands.md anew, after a command or a flag was added. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTable } from './commands-table/make-table.ts';
import { printTable } from './commands-table/print-table.ts';
import { root } from './setup/root.ts';

const sections = await makeTable();
writeFileSync(join(root, 'docs/commands.md'), printTable(sections));
for (const { command, flag, state } of sections.flatMap(({ rows }) => rows))
  if (state === 'missing') console.error(`missing: ${command} ${flag}`);
