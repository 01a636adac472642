import { brotliDecompressSync, gzipSync } from 'node:zlib';
import type { Encoding } from './content-encoding.ts';
import { type BundledFile, chunks, preloads, script, style } from './generated/page-files.js';

interface ServedFile {
  readonly type: string;
  /** Its name has a hash of its content: it is the same for ever. */
  readonly isHashed: boolean;
  readonly encodings: readonly Encoding[];
  body(encoding: Encoding): Buffer;
}

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>gantry</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/${style.name}">
${preloads.map((name) => `<link rel="modulepreload" href="/${name}">`).join('\n')}
<script type="module" src="/${script.name}"></script>
</head>
<body><div id="page"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;

/** All that is served to whoever has no key: nothing of the project is in it. By path. */
export const pageFiles: ReadonlyMap<string, ServedFile> = new Map([
  ['/', { type: 'text/html', isHashed: false, encodings: ['identity'], body: () => Buffer.from(html) }],
  bundled(script, 'text/javascript'),
  bundled(style, 'text/css'),
  ...chunks.map((chunk) => bundled(chunk, 'text/javascript')),
]);

function bundled({ name, brotli }: BundledFile, type: string): [string, ServedFile] {
  const bodies = new Map<Encoding, Buffer>();
  const make = {
    br: () => Buffer.from(brotli, 'base64'),
    gzip: () => gzipSync(body('identity')),
    identity: () => brotliDecompressSync(body('br')),
  };
  const body = (encoding: Encoding): Buffer => {
    const made = bodies.get(encoding) ?? make[encoding]();
    bodies.set(encoding, made);
    return made;
  };
  return [`/${name}`, { type, isHashed: true, encodings: ['br', 'gzip', 'identity'], body }];
}
