import type { AffectedService, InputRole, Reason, Tie, UnseenInput } from '../../model/affected.ts';
import { tabulate } from './tabulate.ts';

/** The affected services, and how that was found out. */
export interface AffectedList {
  readonly services: readonly AffectedService[];
  /** By way of these others are affected. */
  readonly through: readonly AffectedService[];
  readonly removed: readonly string[];
  readonly unseen: readonly UnseenInput[];
  readonly base?: {
    readonly asked: string;
    readonly commit: string;
    readonly how: 'shared' | 'itself';
    readonly notes: readonly string[];
    readonly changedFiles: number;
  };
  readonly everything?: { readonly why: string };
  /** The form of a path in messages. */
  readonly show: (path: string) => string;
}

const HEAD = ['SERVICE', 'WHAT', 'WHY'];

/** A row for each reason; the name stands in the first one of a service. */
export function affectedTable({ services, through, show }: AffectedList, columns: number): string {
  const byName = new Map([...services, ...through].map((service) => [service.name, service]));
  const rows = services.flatMap((service) =>
    service.reasons.map((reason, index) => [
      index === 0 ? service.name : '',
      reason.effect,
      reasonText(reason, byName, show, [service.name]),
    ]),
  );
  return tabulate([HEAD, ...rows], {
    minWidth: 8,
    columns,
    sacrifices: [
      { column: 'WHY', downTo: 24 },
      { column: 'SERVICE', downTo: 10 },
    ],
  });
}

/** With the reasons of the service that it comes from: the chain down to a file. */
function reasonText(
  reason: Reason,
  services: ReadonlyMap<string, AffectedService>,
  show: (path: string) => string,
  chain: readonly string[],
): string {
  switch (reason.kind) {
    case 'new':
      return 'is new';
    case 'unknown':
      return reason.why;
    case 'files': {
      const [first = ''] = reason.files;
      const others = reason.files.length - 1;
      const more = reason.hasMore ? ' and others' : others > 0 ? ` and ${others} more` : '';
      return `${ROLES[reason.role]} ${show(first)}${more}`;
    }
    case 'settings': {
      const settings = listOf(reason.settings);
      return reason.files.length > 0 ? `${settings} (${listOf(reason.files.map(show))})` : settings;
    }
    case 'service': {
      const own = `${TIES[reason.tie]} ${reason.service}`;
      const [next] = services.get(reason.service)?.reasons ?? [];
      if (!next || chain.includes(reason.service)) return own;
      return `${own}: ${reasonText(next, services, show, [...chain, reason.service])}`;
    }
  }
}

const listOf = (texts: readonly string[]): string =>
  texts.length > 3 ? `${texts.slice(0, 3).join(', ')} and ${texts.length - 3} more` : texts.join(', ');

const ROLES: { readonly [R in InputRole]: string } = {
  dockerfile: 'is built with',
  'ignore-file': 'its build heeds',
  copied: 'copies',
  'build-secret': 'its build reads',
  'env-file': 'reads',
  mounted: 'mounts',
  secret: 'has the secret',
  config: 'has the config',
  profile: 'has the profile',
  watched: 'watches',
  declared: 'has the input',
};

const TIES: { readonly [T in Tie]: string } = {
  'base-image': 'is from the image of',
  'build-context': 'takes files from',
  image: 'runs the image of',
  network: 'is in the network of',
  namespace: 'shares processes with',
  volumes: 'has the volumes of',
  'depends-on': 'depends on',
};

/** For programs. */
export const affectedRecord = ({
  services,
  through,
  removed,
  unseen,
  base,
  everything,
  show,
}: AffectedList) => ({
  version: 1,
  since: base
    ? {
        asked: base.asked,
        commit: base.commit,
        shared: base.how === 'shared',
        changed_files: base.changedFiles,
      }
    : null,
  everything: everything?.why ?? null,
  notes: base?.notes ?? [],
  affected: services.map((service) => serviceRecord(service, show)),
  through: through.map((service) => serviceRecord(service, show)),
  removed,
  unseen: unseen.map(({ path, why, services: names }) => ({ path: show(path), why, services: names })),
});

const serviceRecord = ({ name, effect, reasons }: AffectedService, show: (path: string) => string) => ({
  service: name,
  what: effect,
  why: reasons.map((reason) => reasonRecord(reason, show)),
});

function reasonRecord({ effect: what, ...reason }: Reason, show: (path: string) => string) {
  if (reason.kind === 'files') {
    const { hasMore, files, ...rest } = reason;
    return { what, ...rest, files: files.map(show), more: hasMore };
  }
  return reason.kind === 'settings'
    ? { what, ...reason, files: reason.files.map(show) }
    : { what, ...reason };
}
