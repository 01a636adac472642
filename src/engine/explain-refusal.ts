import { type Explanation, type Meanings, plain } from './refusal-words.ts';
import { REFUSED_CONTAINERS } from './refused-containers.ts';
import { REFUSED_IMAGES } from './refused-images.ts';
import { REFUSED_RESOURCES } from './refused-resources.ts';

/** The engine's messages carry no code: their text is all there is, and it changes little from version to version. */
const MEANINGS: Meanings = [...REFUSED_CONTAINERS, ...REFUSED_IMAGES, ...REFUSED_RESOURCES];

/** @param text the engine's message, as it came. */
export function explainRefusal(text: string): Explanation {
  for (const [pattern, explain] of MEANINGS) {
    const found = pattern.exec(text);
    if (found) return explain(found);
  }
  const message = plain(text);
  return {
    code: 'engine-refused',
    message: message === '' ? 'the engine refused without saying why' : message,
  };
}
