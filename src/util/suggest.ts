import { didYouMean } from './did-you-mean.ts';

/** A hint for an unknown name: the most similar known name, or all of them when there are few. */
export function suggest(name: string, names: readonly string[]): string | undefined {
  const near = didYouMean(name, names);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (names.length === 1) return `there is only ${names[0]}`;
  return names.length > 0 && names.length <= 12 ? `there are ${names.join(', ')}` : undefined;
}
