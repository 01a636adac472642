import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { entriesOf } from './tar-entries.ts';

interface NpmRegistry {
  readonly url: string;
  /** The packages that were downloaded, in order. */
  readonly downloads: readonly string[];
  close(): void;
}

/** A registry on this machine that has these packages and no others. */
export async function anNpmRegistry(archives: readonly string[]): Promise<NpmRegistry> {
  const packages = await Promise.all(
    archives.map(async (file) => {
      const content = readFileSync(file);
      const [manifest] = (await entriesOf(gunzipSync(content))).filter(
        ({ path }) => path === 'package/package.json',
      );
      const described: { name: string; version: string } = JSON.parse(`${manifest?.content}`);
      return { content, described };
    }),
  );
  const downloads: string[] = [];
  const server = createServer(({ url = '/' }, response) => {
    const path = decodeURIComponent(url.slice(1));
    const archive = packages.find(({ described }) => path === `${described.name}/-/archive.tgz`);
    const found = packages.find(({ described }) => path === described.name);
    if (archive) {
      downloads.push(archive.described.name);
      response.end(archive.content);
    } else if (found) response.end(JSON.stringify(packument(found)));
    else response.writeHead(404).end('{}');
  });
  const packument = ({ described, content }: (typeof packages)[number]): object => ({
    name: described.name,
    'dist-tags': { latest: described.version },
    versions: {
      [described.version]: {
        ...described,
        hasInstallScript: 'scripts' in described,
        dist: {
          tarball: `${address()}/${described.name}/-/archive.tgz`,
          integrity: `sha512-${createHash('sha512').update(content).digest('base64')}`,
        },
      },
    },
  });
  const address = (): string => {
    const at = server.address();
    if (at === null || typeof at === 'string') throw new Error('the registry does not listen');
    return `http://127.0.0.1:${at.port}`;
  };
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: address(), downloads, close: () => server.close() };
}
