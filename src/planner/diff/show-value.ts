import type { ImageId } from '../../model/ids.ts';
import { hideInWords, maskValue } from '../../util/looks-secret.ts';
import { stableJson } from '../../util/stable-json.ts';

/** A value as a plan shows it: bare where it is one word, JSON where it is more. */
export function showValue(value: unknown): string {
  return typeof value === 'string' ? value : stableJson(value);
}

/** Of an image, as docker lists it. */
export const shortId = (id: ImageId): string => id.replace('sha256:', '').slice(0, 12);

/** Of other containers: as they are known everywhere. */
export const shortIds = (text: string): string => text.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');

/** The words of a command, without the passwords: those inside of a word, and those that a flag before them announces. */
export const showWords = (words: readonly string[]): string => showValue(hideInWords(words));

/** The options of a driver, whose values are hidden where their names sound like secrets. */
export const showOptions = (options: Readonly<Record<string, string>>): string =>
  showValue(
    Object.fromEntries(Object.entries(options).map(([name, value]) => [name, maskValue(name, value)])),
  );

/** An amount of memory as the Compose file writes it, exactly: `64m`, `1.5g` is `1536m`. */
export function showBytes(bytes: number): string {
  const units = ['', 'k', 'm', 'g'] as const;
  let [amount, unit] = [bytes, 0];
  while (amount !== 0 && amount % 1024 === 0 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${amount}${units[unit]}`;
}
