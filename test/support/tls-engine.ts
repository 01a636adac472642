import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';

/** A port that speaks TLS, asks for certificates, and leads to an engine that does not. */
export interface TlsEngine {
  readonly address: string;
  /** A folder with ca.pem, cert.pem and key.pem for a client. */
  readonly certificates: string;
  stop(): void;
}

/** @param host as in `DOCKER_HOST`, a unix socket */
export async function aTlsEngine(host: string): Promise<TlsEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-tls-'));
  const certificates = join(folder, 'client');
  for (const name of ['client', 'server']) mkdirSync(join(folder, name));
  makeCertificates(folder);
  const read = (path: string): Buffer => readFileSync(join(folder, path));
  const server = createServer(
    {
      ca: read('ca.pem'),
      cert: read('server/cert.pem'),
      key: read('server/key.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (secure) => {
      const plain = connect(host.replace('unix://', ''));
      secure.pipe(plain).pipe(secure);
      for (const stream of [secure, plain]) stream.on('error', () => stream.destroy());
    },
  );
  server.on('tlsClientError', () => {}); // what the tests are about, seen from the other side
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    address: `tcp://127.0.0.1:${port}`,
    certificates,
    stop: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeCertificates(folder: string): void {
  const openssl = (...words: readonly string[]): void => {
    execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=test',
    '-days',
    '2',
  );
  writeFileSync(join(folder, 'server/names'), 'subjectAltName=IP:127.0.0.1\n');
  writeFileSync(join(folder, 'client/names'), 'extendedKeyUsage=clientAuth\n');
  for (const name of ['server', 'client']) {
    openssl('req', ...key, '-keyout', `${name}/key.pem`, '-out', `${name}/request`, '-subj', `/CN=${name}`);
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-extfile', `${name}/names`];
    openssl('x509', '-req', '-in', `${name}/request`, ...by, '-days', '2', '-out', `${name}/cert.pem`);
    writeFileSync(join(folder, name, 'ca.pem'), readFileSync(join(folder, 'ca.pem')));
  }
}
