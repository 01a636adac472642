import { expect, test } from 'vitest';
import { proxyArgs } from '../../src/build/proxy-args.ts';

test('proxyArgs() gives the proxies of the engine, else those of all, in both spellings', () => {
  const proxies = {
    default: { httpProxy: 'http://p:1', noProxy: 'localhost' },
    'tcp://far:2376': { httpsProxy: 'http://far:1' },
  };

  expect(proxyArgs('unix:///x.sock', { proxies })).toEqual({
    HTTP_PROXY: 'http://p:1',
    http_proxy: 'http://p:1',
    NO_PROXY: 'localhost',
    no_proxy: 'localhost',
  });
  expect(proxyArgs('tcp://far:2376', { proxies })).toEqual({
    HTTPS_PROXY: 'http://far:1',
    https_proxy: 'http://far:1',
  });
  expect(proxyArgs('unix:///x.sock', {})).toEqual({});
});
