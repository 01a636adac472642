import { createHash } from 'node:crypto';
import { LABEL } from '../model/labels.ts';
import { stableJson } from '../util/stable-json.ts';

/** Tells our hashes from those of docker compose, which are bare hexadecimal digits. */
const OURS = 'gantry-';

/**
 * Labels that say where an object comes from, not what it is: moving the project's folder, or adding a file that
 * changes nothing, must not replace a container.
 */
const isBookkeeping = (label: string): boolean => label.startsWith('com.docker.compose.');

type Labels = Readonly<Record<string, string>>;

/** The labels that the user wrote. */
export const ownLabels = (labels: Labels): ReadonlyMap<string, string> =>
  new Map(Object.entries(labels).filter(([name]) => !isBookkeeping(name)));

/** Whether we made the container, and docker compose did not. */
export const isOurs = (labels: Labels): boolean => labels[LABEL.configHash]?.startsWith(OURS) === true;

interface Labelled {
  readonly Labels: Labels;
}

/**
 * The request with its hash on it, equal for requests that make the same. It stands where docker compose has its own:
 * that knows its containers by the mere presence of the label.
 *
 * @param more what is sent along but is not part of the request: its platform, references to other containers.
 */
export function withHash<Request extends Labelled>(request: Request, more: object = {}): Request {
  const content = { ...request, Labels: Object.fromEntries(ownLabels(request.Labels)), ...more };
  const hash = createHash('sha256').update(stableJson(content)).digest('hex');
  return { ...request, Labels: { ...request.Labels, [LABEL.configHash]: `${OURS}${hash}` } };
}
