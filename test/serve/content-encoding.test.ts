import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { chooseEncoding } from '../../src/serve/content-encoding.ts';
import { script } from '../../src/serve/generated/page-files.js';
import { aServer } from './a-page-server.ts';

describe('chooseEncoding() takes the first that the other end takes', () => {
  test.each([
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP;q=0.5,Br;q=0.1', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['br; q=0.000, gzip ; q=0', 'identity'],
    ['*', 'identity'],
    ['brotli, gzip2', 'identity'],
  ])('%j: %s', (accepted, chosen) => {
    expect(chooseEncoding(accepted, ['br', 'gzip', 'identity'])).toBe(chosen);
  });
});

describe('a file of the page is the same, however it is sent', () => {
  test.each(['br', 'gzip', 'identity'])('%s', async (encoding) => {
    const { port } = await aServer();

    // Decompresses by itself.
    const answer = await fetch(`http://127.0.0.1:${port}/${script.name}`, {
      headers: { 'Accept-Encoding': encoding },
    });

    const { headers } = answer;
    expect(headers.get('content-encoding') ?? 'identity').toBe(encoding);
    expect(headers.get('vary')).toBe('Accept-Encoding');
    expect(await answer.text()).toBe(brotliDecompressSync(Buffer.from(script.brotli, 'base64')).toString());
  });
});
