import { isVersionAtLeast } from '../../util/is-version-at-least.ts';
import { HOLES_AS_OF, isClosed, KNOWN_HOLES, type KnownHole, upstreamVersion } from './known-holes.ts';
import type { MachineFacts } from './machine-facts.ts';
import { type Answer, concern, fine, unknown } from './machine-rules.ts';

/** The oldest API that Docker speaks since Engine 29. */
const API_FLOOR = '1.44';

/** Whether the engine is too old: for other programs, or because of what is known of its version. */
export function checkVersion(facts: MachineFacts): readonly Answer[] {
  const rule = 'engine-old';
  const { version, apiVersion, components = {} } = facts.version;
  if (facts.kind === 'podman')
    return [unknown(rule, `Podman ${version}: nothing is known here of its versions`)];
  const isOldApi = !isVersionAtLeast(apiVersion, API_FLOOR);
  const api = isOldApi
    ? [
        concern(
          rule,
          `${version}, API ${apiVersion}`,
          `Docker speaks API ${API_FLOOR} or newer since Engine 29, so programs of today may not speak to it`,
          UPDATE,
        ),
      ]
    : [];
  const parts = { Engine: version, ...(components.runc !== undefined && { runc: components.runc }) };
  const holes = Object.entries(parts).flatMap(([part, text]) => holesIn(part, text, facts));
  return [...api, ...holes, ...(isOldApi || holes.length > 0 ? [] : [fine(rule, fineText(facts))])];
}

const UPDATE = 'update the engine (the packages docker-ce and containerd.io, or those of the distribution)';

const fineText = ({ version: { version } }: MachineFacts): string =>
  `${version}: of the table of ${HOLES_AS_OF}, nothing concerns it`;

function holesIn(part: string, text: string, facts: MachineFacts): readonly Answer[] {
  const rule = 'engine-old';
  const numbers = upstreamVersion(text);
  const known = KNOWN_HOLES.filter((hole) => hole.part === part && concerns(hole, facts));
  // Of the version of a distribution, the numbers in front still tell when there is nothing to ask about.
  const open = known.filter((hole) => !isClosed(numbers ?? numbersIn(text), hole));
  if (open.length === 0) return [];
  const worst = open.map(({ what, ids }) => `${what} (${ids.join(', ')})`).join('; ');
  if (numbers)
    return [concern(rule, `${part} ${text}`, worst, `${UPDATE}: ${part} ${neededFor(open)} or newer`)];
  return [
    unknown(
      rule,
      `${part} ${text}: the distribution mends holes without a new number (${open.flatMap(({ ids }) => ids).join(', ')})`,
      'keep the packages of the distribution up to date',
    ),
  ];
}

const numbersIn = (text: string): readonly number[] =>
  (/\d+(?:\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);

const neededFor = (holes: readonly KnownHole[]): string =>
  holes
    .map(({ closedIn }) => closedIn.at(-1) ?? '')
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1) ?? '';

function concerns({ onlyWith }: KnownHole, { info }: MachineFacts): boolean {
  if (onlyWith === 'Swarm') return info.isSwarm;
  if (onlyWith === 'authorization plugins') return (info.authorizationPlugins ?? []).length > 0;
  return true;
}
