import { type Meanings, plain, type RefusalExplanation, type Subjects } from './refusal-words.ts';
import { REFUSED_BY_SWARMS } from './refused-by-swarms.ts';
import { REFUSED_CONTAINERS } from './refused-containers.ts';
import { REFUSED_IMAGES } from './refused-images.ts';
import { REFUSED_LIMITS } from './refused-limits.ts';
import { REFUSED_MOUNTS } from './refused-mounts.ts';
import { REFUSED_NETWORKS } from './refused-networks.ts';
import { REFUSED_PROGRAMS } from './refused-programs.ts';
import { REFUSED_REQUESTS } from './refused-requests.ts';

/** The engine's messages have no code, so gantry matches their text, which changes little between versions. */
const MEANINGS: Meanings = [
  ...REFUSED_CONTAINERS,
  ...REFUSED_PROGRAMS,
  ...REFUSED_MOUNTS,
  ...REFUSED_IMAGES,
  ...REFUSED_NETWORKS,
  ...REFUSED_LIMITS,
  ...REFUSED_BY_SWARMS,
  ...REFUSED_REQUESTS,
];

const AT_START: Subjects = { image: 'the image', container: 'the container' };

/** What is longer is no sentence, and each pattern would read it again from every place where it may begin. */
const LONGEST = 8192;

export function explainBy(
  meanings: Meanings,
  text: string,
  subjects: Subjects = AT_START,
): RefusalExplanation | undefined {
  const sentence = text.slice(0, LONGEST);
  for (const [pattern, explain] of meanings) {
    const found = pattern.exec(sentence);
    if (found) return explain(found, subjects);
  }
  return undefined;
}

/** @param text the engine's message, as it came. */
export function explainRefusal(text: string, subjects = AT_START): RefusalExplanation {
  const known = explainBy(MEANINGS, text, subjects);
  if (known) return known;
  const message = plain(text).replaceAll(/(?<!\s)\s*\n\s*/g, ' ');
  return {
    code: 'engine-refused',
    message: message === '' ? 'the engine refused without saying why' : message,
    about: { settings: quoted(message).map((part) => ['', part]) },
  };
}

/** The file may contain the text that the engine quotes. Short texts would match anywhere. */
function quoted(message: string): readonly string[] {
  return [...message.matchAll(/'([^']{4,})'|"([^"]{4,})"/g)].map(
    ([, single, double]) => single ?? double ?? '',
  );
}
