/** Writes the table of attributes in docs/swarm.md anew, after src/planner/swarm/attributes.ts was changed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/root.ts';
import { withFates } from './swarm-table/print-fates.ts';

const page = join(root, 'docs/swarm.md');
writeFileSync(page, withFates(readFileSync(page, 'utf8')));
