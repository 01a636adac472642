import { chunks, script, style } from './generated/page-files.js';

interface ServedFile {
  readonly type: string;
  readonly text: string;
  /** Its name has a hash of its content: it is the same for ever. */
  readonly isHashed: boolean;
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
<script type="module" src="/${script.name}"></script>
</head>
<body><div id="page"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;

/** All that is served to whoever has no key: nothing of the project is in it. By path. */
export const pageFiles: ReadonlyMap<string, ServedFile> = new Map([
  ['/', { type: 'text/html', text: html, isHashed: false }],
  [`/${script.name}`, { type: 'text/javascript', text: script.text, isHashed: true }],
  [`/${style.name}`, { type: 'text/css', text: style.text, isHashed: true }],
  ...chunks.map(({ name, text }): [string, ServedFile] => [
    `/${name}`,
    { type: 'text/javascript', text, isHashed: true },
  ]),
]);
