import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

const require = createRequire(import.meta.url);

/** Modules of Node that take milliseconds to load, and that are imported by more commands than call them. */
const SLOW_MODULES = ['child_process', 'crypto'];

/**
 * `import { createHash } from 'node:crypto'` loads it when `createHash` is first called. Only functions are there, each
 * on its own: an object of all members, copied for each file that imports one, takes a millisecond too.
 */
export const lazyNodeModules: Plugin = {
  name: 'lazy-node-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(node:)?(${SLOW_MODULES.join('|')})$`) }, ({ path, namespace }) =>
      namespace === 'lazy' ? { path, external: true } : { path, namespace: 'lazy' },
    );
    onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => {
      const members: Record<string, unknown> = require(path);
      const functions = Object.keys(members).filter((name) => isPlainFunction(name, members[name]));
      const exported = functions.map(
        (name) => `export function ${name}(...values) { return require('${path}').${name}(...values); }`,
      );
      return { contents: exported.join('\n'), loader: 'js' };
    });
  },
};

/** Classes are called with `new`, and compared. */
const isPlainFunction = (name: string, member: unknown): boolean =>
  typeof member === 'function' && /^[a-z]/.test(name);

/**
 * Characters that take one column each, whatever stands around them: ASCII, Latin letters, dashes, arrows, frames,
 * check marks and the dots of spinners. A test holds this against string-width.
 */
export const ONE_COLUMN =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u259f\u2713-\u2718\u2800-\u28ff]*$/;

/**
 * string-width is loaded for the first text that is not as simple as that: what it prepares when it is
 * loaded (all emoji there are, and what a character is in any language) takes as long as a whole `ps`.
 */
export const lazyStringWidth: Plugin = {
  name: 'lazy-string-width',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^string-width$/ }, ({ path, namespace }) =>
      namespace === 'lazy-width' ? undefined : { path, namespace: 'lazy-width' },
    );
    onLoad({ filter: /.*/, namespace: 'lazy-width' }, () => ({
      contents: `
        const colours = /\\x1b\\[[\\d;]*m/g;
        export default function stringWidth(text, options) {
          if (options === undefined) {
            const plain = text.replaceAll(colours, '');
            if (${ONE_COLUMN}.test(plain)) return plain.length;
          }
          return require('string-width').default(text, options);
        }`,
      loader: 'js',
      resolveDir: import.meta.dirname,
    }));
  },
};
