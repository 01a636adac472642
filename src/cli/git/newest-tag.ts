interface Version {
  /** What is before the number, as the folder in `web/v1.2.0`. */
  readonly series: string;
  readonly numbers: readonly string[];
  /** Empty: it is a release. */
  readonly stage: string;
}

/**
 * The newest version among the tags of one commit: releases are before what leads to them, and versions before other names.
 *
 * @returns undefined: there is none, or nobody can tell, as of `web/v1.2.0` and `api/v3.0.0`
 */
export function newestTag(tags: readonly string[]): string | undefined {
  const [only] = tags;
  if (tags.length <= 1) return only;
  const versions = tags.flatMap((tag) => {
    const version = versionOf(tag);
    return version ? [{ tag, version }] : [];
  });
  if (new Set(versions.map(({ version }) => version.series)).size !== 1) return undefined;
  return versions.toSorted((a, b) => newestFirst(a.version, b.version) || compareText(a.tag, b.tag))[0]?.tag;
}

function versionOf(tag: string): Version | undefined {
  const name = tag.slice(tag.lastIndexOf('/') + 1);
  const folder = tag.slice(0, tag.length - name.length);
  const [, word = '', numbers, stage = ''] =
    /^(\D*)(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(name) ?? [];
  return numbers === undefined
    ? undefined
    : { series: folder + word.replace(/v$/i, ''), numbers: numbers.split('.'), stage };
}

function newestFirst(a: Version, b: Version): number {
  if ((a.stage === '') !== (b.stage === '')) return a.stage === '' ? -1 : 1;
  return compareParts(b.numbers, a.numbers) || compareParts(partsOf(b.stage), partsOf(a.stage));
}

/** `rc10` is after `rc9`. */
const partsOf = (stage: string): readonly string[] => stage.match(/\d+|[^\d.-]+/g) ?? [];

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = comparePart(a[index] ?? '', b[index] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

const comparePart = (a: string, b: string): number =>
  /^\d*$/.test(a) && /^\d*$/.test(b) ? Number(a) - Number(b) : compareText(a, b);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
