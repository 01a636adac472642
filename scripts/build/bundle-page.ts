import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packagesIn } from './third-party.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface PageBundle {
  readonly script: PageFile;
  readonly style: PageFile;
  /** The names of the packages in it. */
  readonly packages: readonly string[];
}

interface PageFile {
  /** With a hash of its content, so that a browser may keep it for ever. */
  readonly name: string;
  readonly text: string;
}

/** The page of `gantry ui` as a browser loads it: one script and one style sheet. */
export async function bundlePage(): Promise<PageBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { page: 'src/page/main.tsx' },
    bundle: true,
    outdir: 'dist/page',
    platform: 'browser',
    format: 'esm',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const file = (ending: string): PageFile => {
    const text = outputFiles.find(({ path }) => path.endsWith(`.${ending}`))?.text ?? '';
    return { name: `page-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.${ending}`, text };
  };
  return { script: file('js'), style: file('css'), packages: packagesIn(Object.keys(metafile.inputs)) };
}
