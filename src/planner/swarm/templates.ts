import type { Setting } from '../../diagnostics/user-error.ts';
import type { SwarmServiceRequest } from '../../model/swarm-request.ts';

/** A text of a service that a swarm expands for each task, such as `{{.Task.Slot}}`. */
interface Template {
  readonly text: string;
  /** Where it stands in the service. */
  readonly settings: readonly Setting[];
}

/** A template that a swarm refuses to expand, in words, and where it stands. */
export interface BadTemplate {
  readonly message: string;
  readonly settings: readonly Setting[];
}

/** What a swarm would refuse when the service is made. Source: swarmkit, template/context.go; tried on Docker Engine 26. */
export const badTemplates = (request: SwarmServiceRequest): readonly BadTemplate[] =>
  templatesOf(request).flatMap(({ text, settings }) => {
    const why = whyNotExpanded(text, request.Labels);
    return why === undefined ? [] : [{ message: why, settings }];
  });

function templatesOf({ TaskTemplate: { ContainerSpec } }: SwarmServiceRequest): readonly Template[] {
  const { Hostname, Env = [], Mounts = [] } = ContainerSpec;
  return [
    ...(Hostname === undefined ? [] : [{ text: Hostname, settings: ['hostname'] }]),
    ...Env.map((entry) => {
      const name = entry.split('=', 1).join();
      return { text: entry.slice(name.length), settings: [`environment.${name}`, 'environment', 'env_file'] };
    }),
    ...Mounts.flatMap(({ Source = '', Target, VolumeOptions }) => {
      const { Labels = {}, DriverConfig } = VolumeOptions ?? {};
      const settings: readonly Setting[] = [['volumes', Target], 'volumes'];
      const texts = [Source, Target, ...Object.values(Labels), ...Object.values(DriverConfig?.Options ?? {})];
      return texts.map((text) => ({ text, settings }));
    }),
  ];
}

export const KNOWN_TO_TEMPLATES =
  'a swarm knows .Service.ID, .Service.Name, .Service.Labels, .Node.ID, .Node.Hostname, .Node.Platform.OS, .Node.Platform.Architecture, .Task.ID, .Task.Name and .Task.Slot';

const FIELDS: ReadonlySet<string> = new Set([
  '.Service',
  '.Service.ID',
  '.Service.Name',
  '.Service.Labels',
  '.Node',
  '.Node.ID',
  '.Node.Hostname',
  '.Node.Platform',
  '.Node.Platform.OS',
  '.Node.Platform.Architecture',
  '.Task',
  '.Task.ID',
  '.Task.Name',
  '.Task.Slot',
]);

const LABEL_FIELD = '.Service.Labels.';

/** Of Go's templates, and the only one that a swarm adds. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'and or not len index slice print printf println html js urlquery call eq ne lt le gt ge ' +
    'if else end range break continue with define template block true false nil join'
  ).split(' '),
);

/** These give the dot another meaning. */
const OTHER_DOT = /\b(?:with|range|define|template|block)\b|\$/;

/** An action, without the texts and comments in it. */
const ACTION = /\{\{((?:"(?:[^"\\]|\\.)*"|`[^`]*`|(?!\}\})[^"`])*)(\}\})?/g;
const TEXT = /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\.)*'/g;
const NAME = /(?<![\w.$)])(?:\.[A-Za-z_]\w*)+|(?<![\w.$])[A-Za-z_]\w*/g;

/** @returns in words; undefined: nothing that gantry can tell without expanding it */
function whyNotExpanded(text: string, labels: SwarmServiceRequest['Labels']): string | undefined {
  if (!text.includes('{{')) return undefined;
  const actions = [...text.matchAll(ACTION)];
  if (actions.some(([, , end]) => end === undefined)) return 'a template begins with {{ and does not end';
  const codes = actions.map(([, code = '']) => code.replace(TEXT, ' '));
  const hasOwnDot = codes.some((code) => OTHER_DOT.test(code));
  for (const name of codes.flatMap((code) => code.match(NAME) ?? [])) {
    if (!name.startsWith('.')) {
      if (!WORDS.has(name)) return `a swarm knows no ${name} in a template`;
    } else if (!hasOwnDot && !isField(name, labels)) return `a swarm knows no ${name} in a template`;
  }
  return undefined;
}

const isField = (name: string, labels: SwarmServiceRequest['Labels']): boolean =>
  FIELDS.has(name) || (name.startsWith(LABEL_FIELD) && labels[name.slice(LABEL_FIELD.length)] !== undefined);
