import type { Setting } from '../../diagnostics/user-error.ts';
import type { SwarmFileRequest, SwarmServiceRequest } from '../../model/swarm-request.ts';

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
    const fault = faultOf(text, request.Labels, WORDS);
    return fault === undefined ? [] : [{ message: inWords(fault), settings }];
  });

/**
 * The same of the content of a secret or config with `template_driver: golang`, for the tasks of one service. Nobody expands it before a
 * task starts, which then fails, again and again.
 *
 * @returns in words; undefined: nothing that gantry can tell
 */
export function whyNotFilledIn(
  { kind, data }: Pick<SwarmFileRequest, 'kind' | 'data'>,
  { Labels, TaskTemplate: { ContainerSpec } }: SwarmServiceRequest,
): string | undefined {
  if (data === undefined) return undefined;
  const text = Buffer.from(data.reveal(), 'base64').toString('utf8');
  const fault = faultOf(text, Labels, WORDS_OF_CONTENTS) ?? missingTarget(text, ContainerSpec);
  // What stands in a secret is shown to nobody.
  return fault && (kind === 'secret' ? 'its template cannot be expanded by a swarm' : inWords(fault));
}

/** `{{secret "NAME"}}` is of the service, by the name that it has in the container. */
function missingTarget(
  text: string,
  { Secrets = [], Configs = [] }: SwarmServiceRequest['TaskTemplate']['ContainerSpec'],
): Fault | undefined {
  const codes = codesOf(text);
  // It may be for some of the tasks alone.
  if (codes.some((code) => CONDITION.test(code.replace(TEXT, ' ')))) return undefined;
  const targets = {
    secret: new Set(Secrets.map(({ File }) => File.Name)),
    config: new Set(Configs.map(({ File }) => File.Name)),
  };
  for (const [, kind, name = ''] of codes.flatMap((code) => [...code.matchAll(TARGET)]))
    if ((kind === 'secret' || kind === 'config') && !targets[kind].has(name))
      return { kind: 'missing', what: kind, name };
  return undefined;
}

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

/** In the content of secrets and configs there are these, too. */
const WORDS_OF_CONTENTS: ReadonlySet<string> = new Set([...WORDS, 'secret', 'config', 'env']);

export const KNOWN_TO_CONTENTS = `${KNOWN_TO_TEMPLATES}, and in contents secret "NAME", config "NAME" and env "NAME" of the service`;

/** These give the dot another meaning. */
const OTHER_DOT = /\b(?:with|range|define|template|block)\b|\$/;

/** An action, without the texts and comments in it. */
const ACTION = /\{\{((?:"(?:[^"\\]|\\.)*"|`[^`]*`|(?!\}\})[^"`])*)(\}\})?/g;
const TEXT = /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\.)*'/g;
const NAME = /(?<![\w.$)])(?:\.[A-Za-z_]\w*)+|(?<![\w.$])[A-Za-z_]\w*/g;

const CONDITION = /\b(?:if|with|range|and|or|define)\b/;
const TARGET = /(?<![\w.$"`])(secret|config)\s+["`]([^"`\\]*)["`]/g;

type Fault =
  | { readonly kind: 'open' }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'missing'; readonly what: SwarmFileRequest['kind']; readonly name: string };

function inWords(fault: Fault): string {
  switch (fault.kind) {
    case 'open':
      return 'a template begins with {{ and does not end';
    case 'unknown':
      return `a swarm knows no ${fault.name} in a template`;
    case 'missing':
      return `its template asks for the ${fault.what} ${JSON.stringify(fault.name)}, which a service that uses it does not have under this name`;
  }
}

const codesOf = (text: string): readonly string[] => [...text.matchAll(ACTION)].map(([, code = '']) => code);

/** @returns undefined: nothing that gantry can tell without expanding it */
function faultOf(
  text: string,
  labels: SwarmServiceRequest['Labels'],
  words: ReadonlySet<string>,
): Fault | undefined {
  if (!text.includes('{{')) return undefined;
  const actions = [...text.matchAll(ACTION)];
  if (actions.some(([, , end]) => end === undefined)) return { kind: 'open' };
  const codes = codesOf(text).map((code) => code.replace(TEXT, ' '));
  // What stands under a condition may be expanded for no task, and then nobody looks at its fields.
  const isOpen = codes.some((code) => OTHER_DOT.test(code) || CONDITION.test(code));
  for (const name of codes.flatMap((code) => code.match(NAME) ?? [])) {
    if (!name.startsWith('.')) {
      if (!words.has(name)) return { kind: 'unknown', name };
    } else if (!isOpen && !isField(name, labels)) return { kind: 'unknown', name };
  }
  return undefined;
}

const isField = (name: string, labels: SwarmServiceRequest['Labels']): boolean =>
  FIELDS.has(name) || (name.startsWith(LABEL_FIELD) && labels[name.slice(LABEL_FIELD.length)] !== undefined);
