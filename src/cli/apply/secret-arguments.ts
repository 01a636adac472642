import { UserError } from '../../diagnostics/user-error.ts';
import { hideInWords, looksSecret, passwordRanges } from '../../util/looks-secret.ts';

interface KeptWords {
  readonly words: readonly string[];
  /** The variables that have to give the values which are not in `words`. Absent: none. */
  readonly fromEnvironment?: readonly string[];
}

/**
 * The words of a command without the values of secret build arguments: `--build-arg TOKEN` alone takes the variable.
 * Error: UserError `bad-usage` for a secret that there is no such way for.
 */
export function withoutSecretArguments(words: readonly string[]): KeptWords {
  const fromEnvironment: string[] = [];
  const kept = words.map((word, index) => {
    const [, flag = '', name = '', value] = /^(--build-arg=)?([^=]+)=(.*)$/s.exec(word) ?? [];
    const isArgument = flag !== '' || words[index - 1] === '--build-arg';
    if (!isArgument || !value || !(looksSecret(name) || passwordRanges(value).length > 0)) return word;
    fromEnvironment.push(name);
    return flag + name;
  });
  const shown = hideInWords(kept);
  const secret = kept.find((word, index) => word !== shown[index]);
  if (secret !== undefined)
    throw new UserError('bad-usage', 'a plan cannot be saved whose command holds a secret', {
      hint: 'leave out -o, or let a variable of the files have the secret',
    });
  return { words: kept, ...(fromEnvironment.length > 0 && { fromEnvironment }) };
}
