/* Which tags of a repository are newer than another one, and of the same kind. */

/** What is newer than a tag. */
export interface NewerTags {
  /** The newest of the same first number, where that is not the newest of all. */
  readonly within?: string;
  /** The newest of all. */
  readonly newest?: string;
  /** False: the tag is no version (`latest`, a hash), and nothing is newer or older than it. */
  readonly isVersion: boolean;
}

interface Version {
  readonly tag: string;
  /** `v`, `bookworm-` */
  readonly prefix: string;
  readonly parts: readonly number[];
  /** As they are written: `04` is the month of a calendar version. */
  readonly texts: readonly string[];
  /** `rc` and its number; absent: a release. */
  readonly stage?: { readonly word: string; readonly number: number };
  /** `-alpine3.20` */
  readonly suffix: string;
}

/** Words of what is no release yet; a release follows those that are `true`. */
const STAGES: ReadonlyMap<string, boolean> = new Map([
  ['alpha', true],
  ['beta', true],
  ['rc', true],
  ['pre', true],
  ['preview', true],
  ['snapshot', true],
  ['a', true],
  ['b', true],
  ['dev', false],
  ['nightly', false],
  ['canary', false],
  ['edge', false],
]);

/** In their order before a release. */
const ORDER = [
  'dev',
  'nightly',
  'canary',
  'edge',
  'snapshot',
  'a',
  'alpha',
  'b',
  'beta',
  'pre',
  'preview',
  'rc',
];

/** More numbers than this are missing between two versions: they are of two ways to count. */
const WIDEST_GAP = 10;

/**
 * Compares only tags of one kind: the same prefix, as many numbers, the same suffix. Only where no tag of the same suffix is newer, one
 * whose suffix has other numbers is (`16.1-alpine3.18` and `16.2-alpine3.19`). Dates are never compared with versions, releases are never
 * followed by what is no release yet, and hashes have no order.
 */
export function newerTags(current: string, tags: readonly string[]): NewerTags {
  const own = readVersion(current);
  if (!own) return { isVersion: false };
  const alike = tags.flatMap((tag) => {
    const version = tag === current ? undefined : readVersion(tag);
    return version && isAlike(own, version) ? [version] : [];
  });
  const calendar = calendarOf([own, ...alike]);
  const sameCount = alike.filter((version) => calendar(version) === calendar(own) && mayFollow(own, version));
  const newer = withoutLeaps(own, sameCount, calendar(own) !== undefined);
  const exact = newer.filter(({ suffix }) => suffix === own.suffix);
  const candidates = (exact.length > 0 ? exact : newer).toSorted(compare);
  const newest = candidates.at(-1);
  const within = candidates.findLast(({ parts }) => parts.length > 1 && parts[0] === own.parts[0]);
  return {
    isVersion: true,
    ...(newest && { newest: newest.tag }),
    ...(within && within !== newest && { within: within.tag }),
  };
}

/** Numbers with dots between them, or a date with dashes. */
const NUMBERED = /^([^\d]*)((?:19|20)\d\d-\d\d-\d\d(?!\d)|\d+(?:\.\d+)*)(.*)$/;

function readVersion(tag: string): Version | undefined {
  if (isHash(tag)) return undefined;
  const [, prefix = '', number = '', rest = ''] = NUMBERED.exec(tag) ?? [];
  if (number === '' || /(?:^|[-_.])(?:sha|git|commit|g)[-_.]?$/i.test(prefix)) return undefined;
  const texts = number.split(/[.-]/);
  const { stage, suffix } = readStage(rest);
  return { tag, prefix, parts: texts.map(Number), texts, ...(stage && { stage }), suffix };
}

/** A date of 8 digits is none, and neither is a number of 7. */
const isHash = (tag: string): boolean => /^[0-9a-f]{7,}$/.test(tag) && !/^\d+$/.test(tag);

/** `-rc1`, `.beta.2`, `b1`, and what stands behind. */
function readStage(rest: string): Pick<Version, 'stage' | 'suffix'> {
  const [whole = '', separator = '', letters = '', digits = ''] =
    /^([-._+]?)([a-z]+)[-._]?(\d*)/i.exec(rest) ?? [];
  const word = letters.toLowerCase();
  const behind = rest.slice(whole.length);
  const isWhole = behind === '' || /^[-._+]/.test(behind);
  // One letter is a stage only within a word: `3.8.0b1`.
  const isStage = word.length > 1 || (separator === '' && digits !== '');
  if (!STAGES.has(word) || !isStage || !isWhole) return { suffix: rest };
  return { stage: { word, number: Number(digits) }, suffix: behind };
}

const withoutDigits = (suffix: string): string => suffix.replace(/\d+/g, '#');

const isAlike = (a: Version, b: Version): boolean =>
  a.prefix === b.prefix &&
  a.parts.length === b.parts.length &&
  withoutDigits(a.suffix) === withoutDigits(b.suffix);

/** Who runs a release wants one; who runs a candidate wants the next one, or the release. */
function mayFollow(own: Version, { stage }: Version): boolean {
  if (!stage) return !own.stage || STAGES.get(own.stage.word) === true;
  return own.stage !== undefined && STAGES.get(stage.word) === STAGES.get(own.stage.word);
}

/**
 * How these versions write dates; undefined: they are no dates. What a number means is told by all of them: 2050 is no year where there
 * is a 1007 too, and `22.10` is one where there is a `22.04`.
 */
function calendarOf(versions: readonly Version[]): (version: Version) => string | undefined {
  const countsPast = versions.some(({ texts: [first = ''] }) => /^\d{4}$/.test(first) && !isYear(first));
  const hasMonths = versions.some(
    ({ texts: [first = '', second = ''] }) => /^\d\d$/.test(first) && /^0[1-9]$/.test(second),
  );
  return ({ texts: [first = '', second = ''] }) => {
    if (isYear(first)) return countsPast ? undefined : 'year';
    if (/^(?:19|20)\d\d(?:0[1-9]|1[0-2])/.test(first) && [6, 8, 12, 14].includes(first.length))
      return `date of ${first.length} digits`;
    if (/^\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$/.test(first)) return 'short date';
    return hasMonths && /^\d\d$/.test(first) && /^(?:0[1-9]|1[0-2])$/.test(second) ? 'short year' : undefined;
  };
}

const isYear = (text: string): boolean => /^(?:19|20)\d\d$/.test(text);

/** The newer ones, up to the first great gap: `20` is no successor of `5` where nothing lies between. */
function withoutLeaps(own: Version, versions: readonly Version[], isCalendar: boolean): readonly Version[] {
  const newer = versions.filter((version) => compare(own, version) < 0).toSorted(compare);
  if (isCalendar) return newer;
  let last = own.parts[0] ?? 0;
  const kept: Version[] = [];
  for (const version of newer) {
    const first = version.parts[0] ?? 0;
    if (first - last > WIDEST_GAP) break;
    last = first;
    kept.push(version);
  }
  return kept;
}

/** Below 0: `a` is older. */
function compare(a: Version, b: Version): number {
  return (
    compareNumbers(a.parts, b.parts) ||
    compareStages(a, b) ||
    compareNumbers(numbersIn(a.suffix), numbersIn(b.suffix))
  );
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareStages({ stage: a }: Version, { stage: b }: Version): number {
  if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
  return ORDER.indexOf(a.word) - ORDER.indexOf(b.word) || a.number - b.number;
}

const numbersIn = (suffix: string): readonly number[] => (suffix.match(/\d+/g) ?? []).map(Number);
