import { createHash } from 'node:crypto';
import { LABEL } from '../model/labels.ts';
import { stableJson } from '../util/stable-json.ts';

/**
 * Labels that say where an object comes from, not what it is: moving the project's folder, or adding a file that
 * changes nothing, must not replace a container.
 */
export const isBookkeeping = (label: string): boolean =>
  label.startsWith('com.docker.compose.') || label === LABEL.requestHash;

interface Labelled {
  readonly Labels: Readonly<Record<string, string>>;
}

/**
 * Identifies what a request makes: 64 hexadecimal digits, equal for requests that make the same.
 *
 * @param more what is sent along but is not part of the request: its platform, references to other containers.
 */
function requestHash(request: Labelled, more: object = {}): string {
  const labels = Object.entries(request.Labels).filter(([label]) => !isBookkeeping(label));
  const content = { ...request, Labels: Object.fromEntries(labels), ...more };
  return createHash('sha256').update(stableJson(content)).digest('hex');
}

/**
 * The request with its hash on it. docker compose knows its containers by the mere presence of a `config-hash`,
 * so the same value stands there too.
 */
export function withHash<Request extends Labelled>(request: Request, more: object = {}): Request {
  const hash = requestHash(request, more);
  return { ...request, Labels: { ...request.Labels, [LABEL.configHash]: hash, [LABEL.requestHash]: hash } };
}
