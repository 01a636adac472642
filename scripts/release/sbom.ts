import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textAt } from '../setup/json.ts';
import { root } from '../setup/root.ts';

/**
 * What the program is made of, as a bill of materials: the packages that are bundled, and Bun, with the versions, licences
 * and checksums of package-lock.json. What only builds or tests gantry is not in it.
 *
 * Source: CycloneDX 1.6, JSON
 */
export function billOfMaterials(version: string, time: number, packages: readonly string[]): string {
  const locked: unknown = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const self = `pkg:npm/gantry@${encodeURIComponent(version)}`;
  const components = [...packages, 'bun'].sort().map((name) => component(locked, name));
  const content = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: new Date(time * 1000).toISOString(),
      component: {
        type: 'application',
        'bom-ref': self,
        name: 'gantry',
        version,
        purl: self,
        licenses: [{ license: { id: 'Apache-2.0' } }],
      },
    },
    components,
    dependencies: [
      { ref: self, dependsOn: components.map((one) => one['bom-ref']) },
      ...components.map((one) => ({ ref: one['bom-ref'] })),
    ],
  };
  // The same contents have the same number, so it is made of them.
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(content))}`;
  const { bomFormat, specVersion, ...rest } = content;
  return `${JSON.stringify({ bomFormat, specVersion, serialNumber, ...rest }, null, 2)}\n`;
}

function component(locked: unknown, name: string) {
  const at = (field: string): string => {
    const text = textAt(locked, 'packages', `node_modules/${name}`, field);
    if (text === undefined) throw new Error(`package-lock.json says nothing of the ${field} of ${name}`);
    return text;
  };
  const purl = `pkg:npm/${name.replace('@', '%40')}@${at('version')}`;
  const digest = Buffer.from(at('integrity').replace(/^sha512-/, ''), 'base64').toString('hex');
  return {
    type: name === 'bun' ? 'framework' : 'library',
    'bom-ref': purl,
    name,
    version: at('version'),
    purl,
    licenses: [{ license: { id: at('license') } }],
    hashes: [{ alg: 'SHA-512', content: digest }],
  };
}

/** Source: RFC 9562, version 8, whose contents are the maker's own. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
