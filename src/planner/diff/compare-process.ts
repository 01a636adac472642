import type { ContainerRequest, HealthcheckRequest } from '../../model/container-request.ts';
import type { ContainerDetails, ImageDetails } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import { ownLabels } from '../request/labels.ts';
import { change, compareMaps } from './change.ts';
import { showValue, showWords } from './show-value.ts';

type Settings = ContainerDetails['settings'];

/** What runs and how: command, environment, user, labels, healthcheck. `image` is the one the container was made from. */
export function compareProcess(
  container: ContainerDetails,
  image: ImageDetails | undefined,
  want: ContainerRequest,
): readonly FieldChange[] {
  const have = container.settings;
  return [
    ...compareMaps('environment', variables(have.Env), wantedVariables(have, image, want)),
    ...compareMaps('labels', usersLabels(have.Labels), wantedLabels(have, image, want)),
    ...compareWords(have, image, want),
    ...compareHostname(container, want),
    ...texts(have, image, want),
    ...compareHealthcheck(have.Healthcheck, image, want.Healthcheck),
  ];
}

function variables(env: readonly string[] = []): ReadonlyMap<string, string> {
  const pairs = env.filter((entry) => entry.includes('='));
  return new Map(
    pairs.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

function wantedVariables(have: Settings, image: ImageDetails | undefined, want: ContainerRequest) {
  // An image that is gone cannot tell which variables it brought: then what only the container has is its doing.
  const wanted = new Map(image ? variables(image.env) : variables(have.Env));
  for (const entry of want.Env ?? []) {
    const equals = entry.indexOf('=');
    if (equals < 0) wanted.delete(entry);
    else wanted.set(entry.slice(0, equals), entry.slice(equals + 1));
  }
  return wanted;
}

/** Docker Desktop adds labels of its own to what it runs. */
const usersLabels = (labels: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map([...ownLabels(labels)].filter(([name]) => !name.startsWith('desktop.docker.io/')));

function wantedLabels(have: Settings, image: ImageDetails | undefined, want: ContainerRequest) {
  return new Map([...usersLabels(image ? image.labels : have.Labels), ...usersLabels(want.Labels)]);
}

/** An entrypoint of one's own also drops the command of the image. */
function compareWords(
  have: Settings,
  image: ImageDetails | undefined,
  want: ContainerRequest,
): readonly FieldChange[] {
  const ownEntrypoint = (want.Entrypoint?.length ?? 0) > 0;
  const entrypoint = want.Entrypoint ?? (image ? image.entrypoint : have.Entrypoint) ?? [];
  const fromImage = ownEntrypoint ? [] : ((image ? image.command : have.Cmd) ?? []);
  const command = want.Cmd && want.Cmd.length > 0 ? want.Cmd : fromImage;
  // Without an entrypoint of its own, a container with a command keeps the entrypoint of the image.
  return [
    ...compareList('command', have.Cmd ?? [], command),
    ...compareList('entrypoint', have.Entrypoint ?? [], entrypoint),
  ];
}

function compareList(field: string, from: readonly string[], to: readonly string[]): readonly FieldChange[] {
  return showValue(from) === showValue(to) ? [] : [change(field, showWords(from), showWords(to))];
}

/** Without one of its own, a container is called by the start of its id, or as the namespace it joins is, domain and all. */
function compareHostname({ id, settings }: ContainerDetails, want: ContainerRequest): readonly FieldChange[] {
  const mode = settings.HostConfig.NetworkMode ?? '';
  const joins = mode === 'host' || mode.startsWith('container:') || settings.HostConfig.UTSMode === 'host';
  if (joins) return [];
  const from = settings.Hostname === id.slice(0, 12) ? '' : settings.Hostname;
  return compareTexts([
    ['hostname', from, want.Hostname],
    ['domainname', settings.Domainname, want.Domainname],
  ]);
}

function texts(
  have: Settings,
  image: ImageDetails | undefined,
  want: ContainerRequest,
): readonly FieldChange[] {
  return compareTexts([
    ['user', have.User, want.User || (image ? image.user : have.User)],
    ['working_dir', have.WorkingDir, want.WorkingDir || (image ? image.workingDir : have.WorkingDir)],
    ['tty', have.Tty, want.Tty],
    ['stdin_open', have.OpenStdin, want.OpenStdin],
    ['stop_signal', have.StopSignal, want.StopSignal || (image ? image.stopSignal : have.StopSignal)],
    ['stop_grace_period', seconds(have.StopTimeout), seconds(want.StopTimeout)],
  ]);
}

type Row = readonly [field: string, from: unknown, to: unknown];

/** Nothing, false and an empty text are one. */
function compareTexts(rows: readonly Row[]): readonly FieldChange[] {
  return rows.flatMap(([field, from, to]) => {
    const [old, next] = [from || undefined, to || undefined];
    return old === next ? [] : [change(field, old && showValue(old), next && showValue(next))];
  });
}

const seconds = (amount: number | undefined): string | undefined =>
  amount === undefined ? undefined : `${amount}s`;

/** What is not written is the image's, whose values nobody tells us: only what is written can be compared. */
function compareHealthcheck(
  have: HealthcheckRequest | undefined,
  image: ImageDetails | undefined,
  want: HealthcheckRequest | undefined,
): readonly FieldChange[] {
  if (!want) {
    const ofImage = image === undefined || image.hasHealthcheck;
    return !have || ofImage ? [] : [change('healthcheck', shown('Test', have.Test) ?? 'set', undefined)];
  }
  // How often nothing is looked at is no difference.
  if (isOff(have) && isOff(want)) return [];
  const rows: readonly (readonly [string, keyof HealthcheckRequest])[] = [
    ['test', 'Test'],
    ['interval', 'Interval'],
    ['timeout', 'Timeout'],
    ['retries', 'Retries'],
    ['start_period', 'StartPeriod'],
    ['start_interval', 'StartInterval'],
  ];
  const mayInherit = image?.hasHealthcheck === true;
  return rows.flatMap(([name, key]) => {
    const [from, to] = [have?.[key] || undefined, want[key] || undefined];
    if (to === undefined && mayInherit) return [];
    if (showValue(from) === showValue(to)) return [];
    return [change(`healthcheck.${name}`, shown(key, from), shown(key, to))];
  });
}

const isOff = (healthcheck: HealthcheckRequest | undefined): boolean => healthcheck?.Test?.[0] === 'NONE';

function shown(key: keyof HealthcheckRequest, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && key !== 'Retries') return `${value / 1e9}s`;
  return Array.isArray(value) ? showWords(value.map(String)) : showValue(value);
}
