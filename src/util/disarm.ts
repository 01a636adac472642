import { stripVTControlCharacters } from 'node:util';

/** A foreign text of one line that can neither move the cursor nor colour what follows. */
export const disarm = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll('\t', '  ')
    .replaceAll(/\p{Cc}/gu, '');
