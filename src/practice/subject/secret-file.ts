import { basename } from 'node:path';
import { pairIn } from './env-lines.ts';
import { isLiteralSecret, isSecretName } from './secret-name.ts';

/** Whether a file is a secret, by its name and by its content: a certificate and an example are none. */
export function isSecretFile(path: string, read: () => string): boolean {
  const name = basename(path);
  const has = (pattern: RegExp): boolean => pattern.test(read());
  if (/^\.env(?:\.|$)/.test(name)) return !EXAMPLE.test(name) && hasSecretLine(read());
  if (/^id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:pem|key|ppk)$/.test(name))
    return has(/PRIVATE KEY-----|^PuTTY-User-Key/m);
  if (name === '.npmrc' || name === '.yarnrc.yml')
    return has(/(?:_authToken|_password|_auth|npmAuthToken)\s*[=:]\s*["']?[^\s$"']/);
  if (name === '.pypirc' || name === '.netrc') return has(/password\s*[=:\s]\s*[^\s$]/);
  if (name === '.git-credentials') return has(/:\/\/[^:/\s]+:[^@\s]+@/);
  if (path.endsWith('.aws/credentials')) return has(/aws_secret_access_key\s*=\s*\S/);
  if (path.endsWith('.docker/config.json')) return has(/"auth"\s*:\s*"[^"]/);
  return name.endsWith('.json') && /service.?account|credential/i.test(name) && has(/"private_key"\s*:/);
}

const EXAMPLE = /\.(?:example|sample|template|tmpl|dist|defaults?)$/;

const hasSecretLine = (text: string): boolean =>
  text.split(/\r?\n/).some((line) => {
    const pair = pairIn(line);
    return pair !== undefined && isSecretName(pair.name) && isLiteralSecret(pair.value);
  });
