import { type Codec, reportAt } from '../codec/codec.ts';
import { listOf } from '../codec/collections.ts';
import { text } from '../codec/scalars.ts';
import { splitWords } from './split-words.ts';

const words = listOf(text);

/**
 * The words of a command or an entrypoint. A text is split as in a shell, but no shell runs it. docker compose drops
 * everything from the first operator on; gantry does the same, because the same file must start the same process.
 */
export const command: Codec<readonly string[]> = {
  read(tree, at) {
    if (typeof tree !== 'string') return words.read(tree, at);
    const split = splitWords(tree);
    if (!split.ok)
      return reportAt(at, `${at.key}: ${split.reason}`, {
        within: [split.at, Math.min(split.at + 1, tree.length)],
        hint: 'put it in quotes, or write the command as a list of words',
      });
    if (split.operatorAt !== undefined)
      reportAt(at, `${at.key}: no shell runs this, so the rest from here on is dropped`, {
        code: 'no-effect',
        severity: 'warning',
        within: [split.operatorAt, tree.length],
        hint: `write ["sh", "-c", ${JSON.stringify(tree.trim())}] to have a shell run it`,
      });
    return split.words;
  },
  print: (value) => [...value],
};
