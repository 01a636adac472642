/**
 * Whether a package that gantry is made of, or made with, is known to be vulnerable: `npm run audit`. It compares
 * package-lock.json with scripts/audit/known.json, and asks the registry too where that can be reached; `--offline` asks
 * nobody, which is what `npm run check` does. Ends with 1 when there is something to do.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askRegistry } from './audit/ask-registry.ts';
import { type KnownVulnerability, licencesIn, originsIn, vulnerabilitiesIn } from './audit/find-problems.ts';
import { lockedPackages } from './audit/locked-packages.ts';
import { root } from './setup/root.ts';

const words = process.argv.slice(2);
const isOffline = words.includes('--offline');
/** Another one than that of this repository, for a test. */
const [lockFile = join(root, 'package-lock.json')] = words.filter((word) => word !== '--offline');

const packages = lockedPackages(readFileSync(lockFile, 'utf8'));
const known: readonly KnownVulnerability[] = JSON.parse(
  readFileSync(join(root, 'scripts/audit/known.json'), 'utf8'),
);
const registry = isOffline ? undefined : askRegistry();
const problems = [
  ...vulnerabilitiesIn(packages, known),
  ...licencesIn(packages),
  ...originsIn(packages),
  ...(registry?.kind === 'asked' ? registry.problems : []),
];

for (const problem of problems) console.error(problem);
if (registry?.kind === 'not-asked') console.log(`note: the registry was not asked: ${registry.why}`);
if (problems.length === 0)
  console.log(`${packages.length} packages: none is known to be vulnerable (${known.length} advisories)`);
process.exitCode = problems.length === 0 ? 0 : 1;
