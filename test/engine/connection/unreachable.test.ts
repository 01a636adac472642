import { expect, test } from 'vitest';
import { engineUnreachable } from '../../../src/engine/connection/unreachable.ts';

const secure = { endpoint: 'tcp://far:2376', host: 'far', port: 2376, tls: { verify: true } };
const refusal = (code: string, alert = ''): NodeJS.ErrnoException =>
  Object.assign(new Error(alert && `write EPROTO 40:error:0A000410:SSL routines:ssl3_read_bytes:${alert}`), {
    code,
  });

test.each([
  ['TLS 1.3', refusal('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), /a certificate of yours that it trusts/],
  ['TLS 1.2', refusal('EPROTO', 'sslv3 alert handshake failure'), /a certificate of yours that it trusts/],
  ['TLS 1.2', refusal('EPROTO', 'tlsv1 alert unknown ca'), /a certificate of yours that it trusts/],
  ['TLS 1.2', refusal('EPROTO', 'sslv3 alert certificate expired'), /your certificate .* has expired/],
  ['TLS 1.3', refusal('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'), /your certificate .* has expired/],
  ['the check here', refusal('CERT_HAS_EXPIRED'), /its certificate has expired/],
  ['no TLS', refusal('EPROTO', 'wrong version number'), /it does not speak TLS/],
])('engineUnreachable() tells what a refusal of %s means: %s', (_, error, reason) => {
  expect(engineUnreachable(secure, error).message).toMatch(reason);
});

test('engineUnreachable() does not advise TLS where it is used already', () => {
  const hintFor = (address: Parameters<typeof engineUnreachable>[0]) =>
    engineUnreachable(address, refusal('ECONNRESET')).hint;

  expect(hintFor({ endpoint: 'tcp://far:2375' })).toContain('DOCKER_TLS_VERIFY=1');
  expect(hintFor(secure)).toContain('may not trust your certificate');
});
