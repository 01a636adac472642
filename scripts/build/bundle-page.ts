import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type OutputFile, type Plugin, transform } from 'esbuild';
import { packagesIn } from './third-party.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface PageBundle {
  readonly script: PageFile;
  readonly style: PageFile;
  /** Scripts that the page loads when it needs them. */
  readonly chunks: readonly PageFile[];
  /** The names of those that it needs at once, as others share them. */
  readonly preloads: readonly string[];
  /** The names of the packages in it. */
  readonly packages: readonly string[];
}

interface PageFile {
  /** With a hash of its content, so that a browser may keep it for ever. */
  readonly name: string;
  readonly text: string;
}

/**
 * The page of `gantry ui` as a browser loads it: one script and one style sheet, and the terminal, the overview of all projects and a watch
 * when they are shown.
 */
export async function bundlePage(): Promise<PageBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { page: 'src/page/main.tsx' },
    bundle: true,
    outdir: 'dist/page',
    platform: 'browser',
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
    plugins: [styleAsText],
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    // What begins with _ is private, and xterm has so much of it that a twentieth of its size is these names.
    mangleProps: /^_[a-z]/i,
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const entry = (ending: string): PageFile => {
    const text = textOf(outputFiles, `page.${ending}`);
    return { name: `page-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.${ending}`, text };
  };
  const chunks = outputFiles
    .map(({ path, text }) => ({ name: basename(path), text }))
    .filter(({ name }) => !name.startsWith('page.'));
  return {
    script: entry('js'),
    style: entry('css'),
    chunks,
    preloads: (metafile.outputs['dist/page/page.js']?.imports ?? [])
      .filter(({ kind }) => kind === 'import-statement')
      .map(({ path }) => basename(path)),
    packages: packagesIn(Object.keys(metafile.inputs)),
  };
}

const textOf = (files: readonly OutputFile[], name: string): string =>
  files.find(({ path }) => basename(path) === name)?.text ?? '';

/** The style of a library is a text in its chunk, which becomes a constructed style sheet: only then nobody pays for it before. */
const styleAsText: Plugin = {
  name: 'style-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/.*\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: code, loader: 'text' };
    });
  },
};
