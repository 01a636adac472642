import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HEADER = 'The program contains these packages, under these licences.\n';

/** The licences of the packages that were bundled, which ask to travel with them. `inputs`: paths below `root`. */
export function thirdPartyLicences(root: string, inputs: readonly string[]): string {
  const packages = new Set(
    inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  );
  return [HEADER, ...[...packages].sort().map((name) => licenceOf(root, name))].join('\n');
}

/** Error: a package without a licence text may not be bundled. */
function licenceOf(root: string, name: string): string {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`the package ${name} has no licence text`);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `== ${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
