import { basename } from 'node:path';
import type { BuildContext, ContextFile } from '../subject/build-context.ts';
import { contextFiles, copyOf } from '../subject/copies.ts';
import { pairIn } from '../subject/env-lines.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import { isLiteralSecret, isSecretName } from '../subject/secret-name.ts';

/** A secret in a layer stays in the image, even if a later instruction removes the file. */
export const secretFileCopied: Rule = {
  levels: { dev: 'warning', prod: 'error' },
  *look({ images }) {
    const known = new Map<readonly ContextFile[], readonly string[]>();
    for (const image of images)
      for (const step of image.steps) {
        const copy = copyOf(step, image.dockerfile.escapeChar);
        const files = copy && contextFiles(image, copy);
        if (!files) continue;
        const secret = known.get(files) ?? secretFiles(image.context, files);
        known.set(files, secret);
        if (secret.length === 0) continue;
        const shown = secret.slice(0, 3).join(', ');
        const more = secret.length > 3 ? ` and ${secret.length - 3} more` : '';
        yield {
          at: inDockerfile(image, step.instruction),
          message: `this copies secrets into the image: ${shown}${more}`,
          hint: `leave them out: write ${secret.slice(0, 3).join(' and ')} into .dockerignore`,
        };
      }
  },
};

const secretFiles = (context: BuildContext, files: readonly ContextFile[]): readonly string[] =>
  files.filter(({ path }) => isSecretFile(context, path)).map(({ path }) => path);

/** By its name and by its content: a certificate and an example are none. */
function isSecretFile(context: BuildContext, path: string): boolean {
  const name = basename(path);
  const has = (pattern: RegExp): boolean => pattern.test(context.read(path) ?? '');
  if (/^\.env(?:\.|$)/.test(name)) return !EXAMPLE.test(name) && hasSecretLine(context.read(path) ?? '');
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
