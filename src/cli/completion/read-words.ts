import type { Option } from 'commander';

export interface ReadWords {
  readonly operands: readonly string[];
  /** The last word is the value of this flag. */
  readonly awaits?: Option;
}

/**
 * Tells flags, their values and the rest apart, in words that are not all there yet: nothing is checked.
 *
 * @param stops the first operand ends the flags, as before a command and in `exec`
 */
export function readWords(words: readonly string[], options: readonly Option[], stops: boolean): ReadWords {
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return { operands: [...operands, ...words.slice(at + 1)] };
    if (!word.startsWith('-') || word === '-') {
      if (stops) return { operands: [...operands, ...words.slice(at)] };
      operands.push(word);
      continue;
    }
    const option = optionOf(word, options);
    if (!option?.required || word.includes('=') || (word.length > 2 && word !== option.long)) continue;
    at++;
    if (at >= words.length) return { operands, awaits: option };
  }
  return { operands };
}

/** `--file`, `--file=x`, `-f`, `-fx`, or the last letter of several (`-dV`). */
export function optionOf(word: string, options: readonly Option[]): Option | undefined {
  if (word.startsWith('--')) return options.find(({ long }) => long === word.split('=')[0]);
  return options.find(({ short }) => short === word.slice(0, 2));
}
