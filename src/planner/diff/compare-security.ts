import type { HostConfig } from '../../model/container-request.ts';
import type { FieldChange } from '../../model/plan.ts';
import { stableJson } from '../../util/stable-json.ts';
import { change } from './change.ts';
import { showValue } from './show-value.ts';

/** The options, the content of a seccomp profile among them, and whether paths of the system are hidden. */
export const compareSecurity = (have: HostConfig, want: HostConfig): readonly FieldChange[] => [
  ...compareOptions(withoutOwnLabels(have, want), want.SecurityOpt),
  ...compareSystemPaths(have, want),
];

const LABEL = /^label[=:]/;

/**
 * An engine writes labels of its own down for who shares its processes or its memory, or those of another container, as
 * long as nobody asked for any: there would be no way across with others.
 */
function withoutOwnLabels(have: HostConfig, { SecurityOpt, Privileged, PidMode, IpcMode }: HostConfig) {
  const shares = [PidMode, IpcMode].some((mode) => mode === 'host' || mode?.startsWith('container:'));
  const mayHave = (Privileged || shares) && !SecurityOpt?.some((option) => LABEL.test(option));
  return mayHave ? have.SecurityOpt?.filter((option) => !LABEL.test(option)) : have.SecurityOpt;
}

function compareOptions(have: readonly string[] = [], want: readonly string[] = []): readonly FieldChange[] {
  const [from, to] = [have.map(readOption), want.map(readOption)];
  if (stableJson(from) === stableJson(to)) return [];
  const [before, after] = [show(from), show(to)];
  // Profiles are long: that they differ is all there is to say of them.
  return before === after
    ? [change('security_opt.seccomp.content', undefined, undefined)]
    : [change('security_opt', before, after)];
}

interface Option {
  readonly text: string;
  /** Of a seccomp profile, in the one way of writing it. */
  readonly content?: string;
}

/** Two clients write the same profile with other spaces, and in another order. */
function readOption(option: string): Option {
  const profile = /^seccomp[=:](\{.*)$/s.exec(option)?.[1];
  if (profile === undefined) return { text: option };
  try {
    return { text: 'seccomp=(profile)', content: stableJson(JSON.parse(profile)) };
  } catch {
    return { text: option };
  }
}

const show = (options: readonly Option[]): string | undefined =>
  options.length === 0 ? undefined : options.map(({ text }) => showValue(text)).join(', ');

/** Only who asked for it has no hidden paths at all; a privileged container has none either. */
function compareSystemPaths(have: HostConfig, want: HostConfig): readonly FieldChange[] {
  if (have.Privileged || want.Privileged) return [];
  const isOpen = ({ MaskedPaths }: HostConfig): boolean =>
    MaskedPaths !== undefined && MaskedPaths.length === 0;
  const word = (config: HostConfig): string | undefined =>
    isOpen(config) ? 'systempaths=unconfined' : undefined;
  return isOpen(have) === isOpen(want) ? [] : [change('security_opt', word(have), word(want))];
}
