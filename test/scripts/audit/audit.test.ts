import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAudit } from '../../../scripts/audit/ask-registry.ts';
import {
  type KnownVulnerability,
  licencesIn,
  originsIn,
  vulnerabilitiesIn,
} from '../../../scripts/audit/find-problems.ts';
import { lockedPackages } from '../../../scripts/audit/locked-packages.ts';
import { compareVersions, isWithin } from '../../../scripts/audit/version-range.ts';
import { root } from '../../../scripts/setup/root.ts';
import { aFolder } from '../../support/a-folder.ts';

const known: readonly KnownVulnerability[] = JSON.parse(
  readFileSync(join(root, 'scripts/audit/known.json'), 'utf8'),
);
const good = { version: '1.0.0', license: 'MIT', integrity: 'sha512-AA==' };
const locked = (packages: Readonly<Record<string, object>>) =>
  lockedPackages(JSON.stringify({ packages: { '': {}, ...packages } }));

describe('isWithin()', () => {
  test.each([
    ['4.1.0', '<3.14.2 || >=4.0.0 <4.1.1', true],
    ['4.1.1', '<3.14.2 || >=4.0.0 <4.1.1', false],
    ['3.14.2', '<3.14.2 || >=4.0.0 <4.1.1', false],
    ['10.0.0', '<=9.9.9', false],
    ['1.10.0', '>1.9.0', true],
    ['2.0.0-5', '>=2.0.0-5', true],
    ['2.0.0-5', '>=2.0.0', false],
    ['4.4.2', '=4.4.2', true],
    ['4.4.2+build', '=4.4.2', true],
  ])('%s in %s: %s', (version, range, expected) => {
    expect(isWithin(version, range)).toBe(expected);
  });

  test('refuses a range that it cannot read: it would find nothing', () => {
    expect(() => isWithin('1.0.0', '^1.2.3')).toThrow('not a range of versions: "^1.2.3"');
    expect(() => isWithin('1.0', '<2.0.0')).toThrow('not a version: "1.0"');
  });
});

test('compareVersions() has prereleases in the order of semver.org', () => {
  const inOrder = [
    '1.0.0-1',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-rc.2',
    '1.0.0-rc.11',
    '1.0.0',
  ];

  expect(inOrder.toReversed().sort(compareVersions)).toEqual(inOrder);
});

test('a version that is known to be vulnerable is found wherever it is installed', () => {
  const packages = locked({
    'node_modules/js-yaml': { ...good, version: '4.1.1' },
    'node_modules/old/node_modules/js-yaml': { ...good, version: '4.1.0' },
    'node_modules/alias': { ...good, name: 'js-yaml', version: '3.0.0' },
  });

  const found = vulnerabilitiesIn(packages, known);

  expect(found).toHaveLength(2);
  expect(found[0]).toMatch(
    /^js-yaml 4\.1\.0 \(node_modules\/old\/node_modules\/js-yaml\) .*GHSA-mh29-5h37-fv8m/,
  );
  expect(found[1]).toContain('js-yaml 3.0.0 (node_modules/alias)');
});

test('every entry of known.json is whole, and its range can be read', () => {
  for (const { name, range, advisory, since, why } of known) {
    expect(name).not.toBe('');
    expect(() => isWithin('1.0.0', range)).not.toThrow();
    expect(advisory).toMatch(/^(?:GHSA(?:-[0-9a-z]{4}){3}|CVE-\d{4}-\d+)$/);
    expect(since).toMatch(/^\d{4}-\d\d$/);
    expect(why).not.toBe('');
  }
});

test('a licence that nobody looked at, a missing checksum and another origin are found', () => {
  const packages = locked({
    'node_modules/a': { ...good, license: 'SSPL-1.0' },
    'node_modules/b': { ...good, license: undefined },
    'node_modules/c': { ...good, integrity: undefined },
    'node_modules/d': { ...good, resolved: 'git+ssh://git@example.org/d.git' },
    'node_modules/e': good,
  });

  expect(licencesIn(packages).map((line) => line.slice(0, 1))).toEqual(['a', 'b']);
  expect(originsIn(packages).map((line) => line.slice(0, 1))).toEqual(['c', 'd']);
});

describe('readAudit()', () => {
  test('gives the advisories of a report, and each package once that has one itself', () => {
    const advisory = { title: 'Reads too much', url: 'https://example.org/GHSA-1', range: '<2.0.0' };
    const vulnerabilities = {
      a: { name: 'a', severity: 'high', via: [advisory] },
      b: { name: 'b', severity: 'high', via: ['a'] },
    };

    expect(readAudit(JSON.stringify({ vulnerabilities }))).toEqual({
      kind: 'asked',
      problems: ['a is within <2.0.0: Reads too much (https://example.org/GHSA-1, high)'],
    });
  });

  test.each([
    ['{"message":"405 Method Not Allowed","error":{"summary":""}}', '405 Method Not Allowed'],
    ['{"error":{"code":"ENOTFOUND"}}', 'ENOTFOUND'],
    ['npm: not found', 'npm audit printed no JSON'],
  ])('says why the registry did not answer: %s', (text, why) => {
    expect(readAudit(text)).toEqual({ kind: 'not-asked', why });
  });
});

describe('npm run audit -- --offline', () => {
  const audit = (...words: readonly string[]) =>
    spawnSync(process.execPath, [join(root, 'scripts/audit.ts'), '--offline', ...words], {
      encoding: 'utf8',
    });

  test('finds nothing in this repository', () => {
    const { status, stdout, stderr } = audit();

    expect(stderr).toBe('');
    expect(stdout).toContain('none is known to be vulnerable');
    expect(status).toBe(0);
  });

  test('ends with 1 for one that is planted', () => {
    const folder = aFolder({
      'package-lock.json': JSON.stringify({
        packages: { 'node_modules/esbuild': { ...good, version: '0.24.2' } },
      }),
    });

    const { status, stderr } = audit(join(folder, 'package-lock.json'));
    rmSync(folder, { recursive: true });

    expect(stderr).toContain('esbuild 0.24.2 (node_modules/esbuild) is within <=0.24.2');
    expect(status).toBe(1);
  });
});
