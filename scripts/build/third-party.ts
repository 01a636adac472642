import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HEADER = 'The program contains these packages, under these licences.\n';

/**
 * The names of the packages that these files are from, in order. `inputs`: paths below the folder of package.json.
 *
 * Error: one that is there in a second version, which licences and the bill of materials would not tell from the first.
 */
export function packagesIn(inputs: readonly string[]): readonly string[] {
  const nested = inputs.find((path) => /^node_modules\/.*\/node_modules\//.test(path));
  if (nested !== undefined)
    throw new Error(`the program would have a second version of a package: ${nested}`);
  const names = inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** The licences of the packages that were bundled, which ask to travel with them. */
export function thirdPartyLicences(root: string, packages: readonly string[]): string {
  return [HEADER, ...packages.map((name) => licenceOf(root, name))].join('\n');
}

/** Error: a package without a licence text may not be bundled. */
function licenceOf(root: string, name: string): string {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`the package ${name} has no licence text`);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `== ${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
