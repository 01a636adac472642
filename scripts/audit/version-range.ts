/**
 * Whether a version is within a range, as advisories write them.
 *
 * Shape: `<1.2.3 || >=2.0.0 <2.1.0 || =3.0.0`: comparators that must all hold, and alternatives between `||`.
 * Error: any other shape, since a range that is misread would find nothing.
 */
export function isWithin(version: string, range: string): boolean {
  return range.split('||').some((all) => {
    const comparators = all.trim().split(/\s+/);
    return comparators.every((comparator) => holds(version, comparator));
  });
}

const VERSION = String.raw`\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?`;
const COMPARATOR = new RegExp(`^(<=|<|>=|>|=)(${VERSION})$`);

function holds(version: string, comparator: string): boolean {
  const [, operator, bound] = COMPARATOR.exec(comparator) ?? [];
  if (operator === undefined || bound === undefined)
    throw new Error(`not a range of versions: ${JSON.stringify(comparator)}`);
  const order = compareVersions(version, bound);
  if (operator === '=') return order === 0;
  if (operator === '<') return order < 0;
  if (operator === '>') return order > 0;
  return operator === '<=' ? order <= 0 : order >= 0;
}

/** Negative: `a` comes first. A prerelease comes before its release. Source: semver.org, 2.0.0, item 11. */
export function compareVersions(a: string, b: string): number {
  const [ofA, ofB] = [partsOf(a), partsOf(b)];
  for (const [index, number] of ofA.numbers.entries()) {
    const difference = number - (ofB.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (ofA.prerelease === undefined || ofB.prerelease === undefined)
    return Number(ofB.prerelease !== undefined) - Number(ofA.prerelease !== undefined);
  return comparePrereleases(ofA.prerelease, ofB.prerelease);
}

function partsOf(version: string) {
  const [, numbers = '', prerelease] = /^(\d+\.\d+\.\d+)(?:-([^+]+))?(?:\+.*)?$/.exec(version) ?? [];
  if (numbers === '') throw new Error(`not a version: ${JSON.stringify(version)}`);
  return { numbers: numbers.split('.').map(Number), prerelease: prerelease?.split('.') };
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (one === other) continue;
    const [isNumber, isOtherNumber] = [one, other].map((part) => /^\d+$/.test(part));
    if (isNumber && isOtherNumber) return Number(one) - Number(other);
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return a.length - b.length;
}
