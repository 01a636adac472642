import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const template = fileURLToPath(new URL('install.sh', import.meta.url));

/**
 * install.sh for one release. It has the checksums of its archives in it, so who trusts the script can trust what it installs.
 *
 * @param url where the release will be; empty: it asks
 */
export function installScript(version: string, url: string, sums: ReadonlyMap<string, string>): string {
  const values: Readonly<Record<string, string>> = {
    VERSION: version,
    URL: url,
    SUMS: [...sums].map(([name, sum]) => `${name} ${sum}`).join('\n'),
  };
  for (const value of Object.values(values))
    if (value.includes("'")) throw new Error(`install.sh cannot hold ${value}`);
  return readFileSync(template, 'utf8').replaceAll(/@([A-Z]+)@/g, (_, name: string) => values[name] ?? '');
}
