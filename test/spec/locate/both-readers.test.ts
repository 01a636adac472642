import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { locateFindings } from '../../../src/spec/locate/locate-findings.ts';
import { parseDocuments } from '../../../src/spec/locate/yaml-document.ts';
import { readYaml } from '../../../src/spec/read/read-yaml.ts';
import type { Finding } from '../../../src/spec/tree/finding.ts';

// The fast reader says what a file means, the explaining one where it says so: they must read the same.

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const yamlBelow = (folder: string) => globSync('**/*.{yaml,yml}', { cwd: folder }).sort();

/** What only the fast reader refuses, so that it has to say it. */
const ONLY_FAST = /null byte|half a million values/;

function holdBothTo(folder: string): void {
  test.each(yamlBelow(folder))('%s', async (name) => {
    const source = { name, text: readFileSync(join(folder, name), 'utf8') };
    const findings: Finding[] = [];
    const trees = readYaml(source, (finding) => findings.push(finding));
    const documents = parseDocuments(source);
    if (findings.some(({ place }) => place?.kind === 'yaml')) {
      const problems = await locateFindings(findings);
      if (!ONLY_FAST.test(findings[0]?.message ?? ''))
        expect(problems.map(({ message }) => message)).not.toContain(findings[0]?.message);
    } else {
      expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
      const values = documents.map((document) => document.toJS({ maxAliasCount: -1 }) ?? {});
      // A file of comments is one empty document to one reader and none to the other.
      if (values.length === 0) expect(trees.flatMap((tree) => Object.keys(tree ?? {}))).toEqual([]);
      // What is reset is there to one reader and not to the other; nobody asks the second one for it.
      else if (findings.length === 0 && !source.text.includes('!reset')) expect(values).toEqual(trees);
    }
  });
}

describe.each(['fixtures', 'examples'])('both readers read every file of %s the same', (folder) => {
  holdBothTo(join(root, folder));
});

const corpus = join(root, '../shared/conformance/corpus');
if (existsSync(corpus))
  describe('both readers read every file of the corpus the same', () => holdBothTo(corpus));
