import type { Json } from '../../../model/json.ts';
import { type Codec, reportAt } from './codec.ts';

/** A number where a text is expected becomes the text of docker compose. */
export const text: Codec<string> = {
  read(tree) {
    if (typeof tree === 'string') return tree;
    if (typeof tree === 'number') return printNumber(tree);
    return typeof tree === 'boolean' ? String(tree) : undefined;
  },
  print: (value) => value,
};

/** A whole number, also as a text (interpolation gives texts). */
export const integer: Codec<number> = {
  read(tree, at) {
    if (typeof tree === 'number' && Number.isInteger(tree)) return tree;
    if (typeof tree === 'string' && /^[+-]?\d+$/.test(tree)) return Number(tree);
    if (typeof tree !== 'number' && typeof tree !== 'string') return undefined;
    return reportAt(at, `${at.key}: ${JSON.stringify(tree)} is not a whole number`, {
      hint: tree === '' ? 'give it a value, or leave it out' : 'write digits, such as 3',
    });
  },
  print: (value) => value,
};

/** A whole number that cannot be below zero. */
export const count: Codec<number> = {
  read(tree, at) {
    const value = integer.read(tree, at);
    if (value === undefined || value >= 0) return value;
    return reportAt(at, `${at.key}: ${value} is below zero`);
  },
  print: integer.print,
};

export const decimal: Codec<number> = {
  read(tree, at) {
    if (typeof tree === 'number' && Number.isFinite(tree)) return tree;
    if (typeof tree === 'string' && /^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(tree))
      return Number(tree);
    if (typeof tree !== 'number' && typeof tree !== 'string') return undefined;
    return reportAt(at, `${at.key}: ${JSON.stringify(tree)} is not a number`, {
      hint: 'write digits, such as "0.5"',
    });
  },
  print: (value) => value,
};

const OLD_WORDS = new Map([
  ['yes', true],
  ['y', true],
  ['on', true],
  ['no', false],
  ['n', false],
  ['off', false],
]);

export const flag: Codec<boolean> = {
  read(tree, at) {
    if (typeof tree === 'boolean') return tree;
    if (typeof tree !== 'string') return undefined;
    const word = tree.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    const value = OLD_WORDS.get(word);
    if (value === undefined)
      return reportAt(at, `${at.key}: ${JSON.stringify(tree)} is neither true nor false`, {
        hint: tree === '' ? 'write true or false, or leave it out' : 'write true or false',
      });
    reportAt(at, `${at.key}: "${tree}" is not a boolean of YAML 1.2`, {
      severity: 'warning',
      hint: `write ${value}`,
    });
    return value;
  },
  print: (value) => value,
};

/** Permission bits: a number is used as it is (YAML has read its octal form), a text is octal. */
export const fileMode: Codec<number> = {
  read(tree, at) {
    if (typeof tree === 'number' && Number.isInteger(tree) && tree >= 0) return tree;
    if (typeof tree === 'string' && /^(0o)?[0-7]+$/.test(tree))
      return Number.parseInt(tree.replace('0o', ''), 8);
    if (typeof tree !== 'number' && typeof tree !== 'string') return undefined;
    return reportAt(at, `${at.key}: ${JSON.stringify(tree)} is not a file mode`, {
      hint: 'write octal digits, such as "0440"',
    });
  },
  print: (value) => value.toString(8).padStart(4, '0'),
};

/** Accepts any value unchanged. */
export const anything: Codec<Json> = {
  read: (tree) => tree,
  print: (value) => value,
  order: (written) => written,
};

/** A number as Go prints it, because that text reaches a container's environment: `1e-05`, `1e+21`. */
export function printNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e21) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
