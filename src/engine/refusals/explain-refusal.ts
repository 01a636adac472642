import { type Explanation, type Meanings, plain } from './refusal-words.ts';
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
  ...REFUSED_REQUESTS,
];

/** @param text the engine's message, unchanged. */
export function explainRefusal(text: string): Explanation {
  for (const [pattern, explain] of MEANINGS) {
    const found = pattern.exec(text);
    if (found) return explain(found);
  }
  const message = plain(text).replaceAll(/\s*\n\s*/g, ' ');
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
