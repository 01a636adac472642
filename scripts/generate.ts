/**
 * Compiles the schema of Compose files into src/spec/generated, so that no command pays for a schema compiler, and puts
 * what docs/errors.md and docs/check.md say of each code beside it. Bundles the page of `gantry ui` into src/serve/generated.
 * Does nothing when the files there were made from the same texts by the same code. Fails when the schema is wrong.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const schemaFile = fileURLToPath(new URL('../schemas/compose.schema.json', import.meta.url));
const errorsFile = fileURLToPath(new URL('../docs/errors.md', import.meta.url));
const practiceFile = fileURLToPath(new URL('../docs/check.md', import.meta.url));
const outputFolder = new URL('../src/spec/generated/', import.meta.url);
const header = '// Made from schemas/compose.schema.json by scripts/generate.ts.\n';

const schemaText = readFileSync(schemaFile, 'utf8');
const errorsText = [errorsFile, practiceFile].map((file) => readFileSync(file, 'utf8')).join('\n');
const stamp = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .update(schemaText)
  .update(errorsText)
  .digest('hex');

if (read('stamp') !== stamp) {
  await generate();
  // Last, so that an interrupted run is not taken for a finished one.
  write('stamp', stamp);
}

const pageFolder = new URL('../src/serve/generated/', import.meta.url);
const pageStamp = stampOfPage();

if (read('stamp', pageFolder) !== pageStamp) {
  await generatePage();
  write('stamp', pageStamp, pageFolder);
}

/** Of all that the page may be made of: what it imports of the model too. */
function stampOfPage(): string {
  const hash = createHash('sha256');
  const root = fileURLToPath(new URL('..', import.meta.url));
  const sources = ['src/page', 'src/model'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:tsx?|css)$/.test(name))
      .sort()
      .map((name) => join(folder, name)),
  );
  const builders = ['scripts/generate.ts', 'scripts/build/bundle-page.ts', 'package-lock.json'];
  for (const path of [...builders, ...sources])
    hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

async function generatePage(): Promise<void> {
  const { bundlePage } = await import('./build/bundle-page.ts');
  const { script, style, chunks, preloads } = await bundlePage();
  mkdirSync(pageFolder, { recursive: true });
  const fromPage = '// Made from src/page by scripts/generate.ts.\n';
  const files = {
    script: compressed(script),
    style: compressed(style),
    chunks: chunks.map(compressed),
    preloads,
  };
  const text = Object.entries(files)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`)
    .join('');
  write('page-files.js', fromPage + text, pageFolder);
  write(
    'page-files.d.ts',
    `${fromPage}export interface BundledFile {\n  readonly name: string;\n  /** Its text, compressed, in base64. */\n  readonly brotli: string;\n}\nexport const script: BundledFile;\nexport const style: BundledFile;\nexport const chunks: readonly BundledFile[];\nexport const preloads: readonly string[];\n`,
    pageFolder,
  );
}

/** Once, with all the time it takes: browsers get it as it is, and the program is smaller. */
function compressed({ name, text }: { readonly name: string; readonly text: string }) {
  return { name, brotli: brotliCompressSync(text).toString('base64') };
}

async function generate(): Promise<void> {
  mkdirSync(outputFolder, { recursive: true });
  write('validate-compose.js', header + (await compile(JSON.parse(schemaText, dropWords))));
  write(
    'validate-compose.d.ts',
    `${header}/** Whether the tree has the shape of a Compose file. Stops at the first fault. */\nexport default function validateCompose(tree: unknown): boolean;\n`,
  );
  write(
    'schema-text.js',
    `${header}export const schemaText =\n  ${JSON.stringify(JSON.stringify(JSON.parse(schemaText)))};\n`,
  );
  write(
    'schema-text.d.ts',
    `${header}/** schemas/compose.schema.json, unparsed. */\nexport const schemaText: string;\n`,
  );
  const fromErrors = '// Made from docs/errors.md and docs/check.md by scripts/generate.ts.\n';
  write(
    'error-meanings.js',
    `${fromErrors}export const errorMeanings = ${JSON.stringify(meanings(errorsText), null, 2)};\n`,
  );
  write(
    'error-meanings.d.ts',
    `${fromErrors}/** What each code means and how to mend it, by code. */\nexport const errorMeanings: { readonly [code: string]: string };\n`,
  );
}

/** The paragraphs below the heading of each code, without the examples. */
function meanings(page: string): { readonly [code: string]: string } {
  const sections = page.split(/^#{2,3} /m).filter((section) => /^[a-z-]+\n/.test(section));
  return Object.fromEntries(
    sections.map((section) => {
      const [code = '', ...lines] = section.split('\n');
      const prose = lines.join('\n').replaceAll(/^```[\s\S]*?^```$/gm, '');
      const paragraphs = prose
        .split(/\n\s*\n/)
        .map((paragraph) => paragraph.trim().replaceAll(/\s*\n/g, ' '));
      return [code, paragraphs.filter((paragraph) => !/^(?:(?:Bad|Good):)?$/.test(paragraph)).join('\n\n')];
    }),
  );
}

/**
 * The validator only tells right from wrong: most files are right, and what is wrong is explained by a walk over the
 * schema (`explain-shape.ts`). So it stops at the first fault and carries no messages, which makes it a third of the size.
 */
async function compile(schema: object): Promise<string> {
  // Loaded here because they take half a second, and there is nearly always nothing to do.
  const [{ Ajv2020 }, { default: standaloneCode }, { build }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv/dist/standalone/index.js'),
    import('esbuild'),
  ]);
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    validateSchema: true,
    messages: false,
    // A function per definition instead of a copy wherever it is used.
    inlineRefs: false,
    code: { source: true, esm: true, optimize: 2 },
  });
  const bundled = await build({
    // The code asks for ajv's comparison of values by `require`, which a module does not have.
    stdin: {
      contents: withoutDetails(standaloneCode.default(ajv, ajv.compile(schema))),
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    minify: true,
    // ajv's own names are numbered, so nothing is lost; long lines would make editors slow.
    lineLimit: 120,
    write: false,
    logLevel: 'warning',
  });
  return bundled.outputFiles.map((file) => file.text).join('');
}

/** The validator keeps the schema it was made from, but has no use for what people read of it. */
function dropWords(key: string, value: unknown): unknown {
  return key === 'description' && typeof value === 'string' ? undefined : value;
}

/** ajv has no option for it: what stands where was wrong is the same for all, so it need not be built or kept. */
function withoutDetails(code: string): string {
  return `const fault = [{}];${code.replaceAll(/\.errors = \[\{.*?\}\];return false;/g, '.errors = fault;return false;')}`;
}

function read(name: string, folder = outputFolder): string | undefined {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return undefined;
  }
}

function write(name: string, text: string, folder = outputFolder): void {
  writeFileSync(new URL(name, folder), text);
}
