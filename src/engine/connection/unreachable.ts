import { whyRefused } from '../../diagnostics/file-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { EngineError } from '../refusals/engine-error.ts';
import type { EngineAddress } from './engine-address.ts';

const CLOSED: ReadonlySet<string | undefined> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ERR_SOCKET_CLOSED', // Bun's
]);

/** No engine answered. */
export function engineUnreachable(
  { endpoint, origin, tls }: EngineAddress,
  error: NodeJS.ErrnoException,
): EngineError {
  const { reason, hint } = whyUnreachable(endpoint, tls !== undefined, error);
  return new EngineError('engine-unreachable', `no Docker engine at ${endpoint}: ${reason}`, {
    hint: [hint, origin?.() ?? []].flat().join('; '),
    cause: error,
    isCutOff: CLOSED.has(error.code),
  });
}

/** The answer is not from an engine: a web server, or a proxy without an engine behind it. */
export function noEngine({ endpoint }: EngineAddress, page: string, status?: number): EngineError {
  const answer = page.slice(0, TITLE_WITHIN);
  const title = /<title[^>]*>([^<]*)</i.exec(answer)?.[1] ?? answer;

  const said = title.trim().split('\n', 1)[0]?.slice(0, 60);
  return new EngineError(
    'engine-unreachable',
    `no Docker engine at ${endpoint}: something else answers there${said ? ` (${said})` : ''}`,
    { hint: 'check DOCKER_HOST or the Docker context, and the port', status },
  );
}

/** A page has its title at its start. */
const TITLE_WITHIN = 4096;

/** A key that does not belong to the certificate, or a file with other content. */
export function unusableCertificates(cause: unknown): UserError {
  // The text before it is a place in OpenSSL's source.
  const words = cause instanceof Error ? cause.message.split(':').at(-1) : undefined;

  const why = words ? `: ${words.replaceAll('_', ' ').toLowerCase()}` : '';
  return new UserError('bad-usage', `the certificates for the engine cannot be used${why}`, {
    hint: 'ca.pem, cert.pem and key.pem have to be PEM files, and the key that of the certificate',
    cause,
  });
}

function whyUnreachable(
  endpoint: string,
  isSecure: boolean,
  error: NodeJS.ErrnoException,
): { reason: string; hint: string } {
  const start =
    'start the engine (`systemctl start docker`, or Docker Desktop), or set DOCKER_HOST to one that is running';
  // The tunnel exists, or another error would have been thrown.
  if (endpoint.startsWith('ssh://'))
    return { reason: `the connection over ssh ended (${error.message})`, hint: 'run the command again' };
  if (CLOSED.has(error.code))
    return { reason: 'it closed the connection', hint: whyClosed(endpoint, isSecure) };
  switch (error.code) {
    case 'ENOENT':
      return { reason: 'the socket does not exist', hint: start };
    case 'ECONNREFUSED':
      return { reason: 'nothing is listening there', hint: start };
    case 'EACCES':
    case 'EPERM':
      return {
        reason: 'you may not open the socket',
        hint: 'add yourself to its group (`usermod -aG docker $USER`, then log in again), or run as root',
      };
    case 'EMFILE':
    case 'ENFILE':
      return { reason: whyRefused(error), hint: 'raise the limit of open files: ulimit -n 4096' };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { reason: 'the host name is not known', hint: 'check DOCKER_HOST or the Docker context' };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        reason: 'the host does not answer',
        hint: 'check DOCKER_HOST or the Docker context, and the network',
      };
    default:
      return whyNoTls(error) ?? { reason: error.message, hint: start };
  }
}

function whyClosed(endpoint: string, isSecure: boolean): string {
  if (isSecure)
    return 'it may have been stopped, or may not trust your certificate (cert.pem): its log says more';
  return endpoint.startsWith('tcp://')
    ? 'if the engine asks for TLS, set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH'
    : 'check the log of the engine: it may have been stopped or restarted';
}

/** By the code of Node or OpenSSL: TLS 1.3 has the refusal of the other side in the code, earlier versions in the message. */
const TLS_TROUBLES: readonly (readonly [RegExp, { reason: string; hint: string }])[] = [
  [
    /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)/,
    {
      reason: 'its certificate is signed by an authority that is not trusted here',
      hint: 'put the certificate of that authority into DOCKER_CERT_PATH as ca.pem, or name it with --tlscacert',
    },
  ],
  [
    /alert.(?:certificate.required|bad.certificate|unknown.ca|handshake.failure)/i,
    {
      reason: 'it takes no connection without a certificate of yours that it trusts',
      hint: 'put it into DOCKER_CERT_PATH as cert.pem and key.pem, or name both with --tlscert and --tlskey',
    },
  ],
  [
    /ALTNAME_INVALID/,
    {
      reason: 'its certificate is for another name than this',
      hint: 'use a name that is in the certificate, or make one that has this name (subjectAltName)',
    },
  ],
  [
    /alert.certificate.expired/i,
    { reason: 'your certificate (cert.pem) has expired', hint: 'make a new one, or set the clock there' },
  ],
  [
    /CERT_HAS_EXPIRED/,
    { reason: 'its certificate has expired', hint: 'make a new one, or set the clock of this machine' },
  ],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|EPROTO/,
    {
      reason: 'it does not speak TLS',
      hint: 'unset DOCKER_TLS_VERIFY and DOCKER_TLS and remove --tls, or check the port: TLS usually uses 2376',
    },
  ],
];

function whyNoTls({
  code = '',
  message,
}: NodeJS.ErrnoException): { reason: string; hint: string } | undefined {
  const known = TLS_TROUBLES.find(([pattern]) => pattern.test(`${code} ${message}`));
  if (known) return known[1];
  if (!/CERT|TLS|SSL|PEM/.test(`${code} ${message}`)) return undefined;
  return {
    reason: message,
    hint: 'check the certificates: DOCKER_TLS_VERIFY, and ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH',
  };
}
