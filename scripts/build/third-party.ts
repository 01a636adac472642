import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HEADER = 'The program contains these packages, under these licences.\n';

/** The names of the packages that these files are from, in order. `inputs`: paths below the folder of package.json. */
export function packagesIn(inputs: readonly string[]): readonly string[] {
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
