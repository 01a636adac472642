import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import '../generate.ts'; // The program contains what that makes.
import { lazyNodeModules, lazyStringWidth } from './lazy-parts.ts';

const entry = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/**
 * The whole program as the text of one CommonJS module, ASCII only.
 *
 * What is reached through `await import()` is evaluated at that moment and not before. Names stay as they are and lines
 * short, because a bug that a user reports comes with a stack and nothing else.
 */
export async function bundleProgram(): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 120,
    // A script run by `vm` may not use `import()`: node's own modules are required instead.
    supported: { 'dynamic-import': false },
    legalComments: 'none',
    plugins: [lazyNodeModules, lazyStringWidth],
    write: false,
    logLevel: 'warning',
  });
  return result.outputFiles.map((file) => toAscii(file.text)).join('');
}

/** esbuild escapes everywhere but in regular expressions, where the same escape means the same. */
function toAscii(code: string): string {
  return code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
