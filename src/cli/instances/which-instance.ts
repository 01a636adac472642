import { UserError } from '../../diagnostics/user-error.ts';
import { fitInstanceName, parseInstanceName } from '../../instance/instance-name.ts';
import { parseTagTemplate, type TagWord } from '../../model/tag-template.ts';
import type { NameContext } from '../../spec/load/load-tree.ts';
import { Git } from '../git/git.ts';
import { pipelineTag } from '../git/pipeline-tag.ts';
import { askedInstance, type InstanceAsker, PLAIN } from './asked-instance.ts';

/**
 * The name of the instance that is meant. undefined: the project itself.
 *
 * Error: UserError `bad-instance`, `git-failed`.
 * @param context what the files and the env files say; absent: there are none
 */
export async function whichInstance(
  cli: Pick<InstanceAsker, 'globals' | 'environment'>,
  context?: NameContext,
): Promise<string | undefined> {
  const asked = askedInstance(cli) ?? (context?.variables.get('GANTRY_INSTANCE') || undefined);
  if (asked === PLAIN) return undefined;
  if (asked !== undefined) return asked.includes('{') ? fillTyped(asked, context) : parseInstanceName(asked);
  if (context?.instance === undefined || context.instance === PLAIN) return undefined;
  return fillTemplate(context.instance, context);
}

/** With the same words as in the files. Where there are none, nobody knows of which repository they are. */
function fillTyped(text: string, context: NameContext | undefined): Promise<string> {
  if (context) return fillTemplate(text, context);
  throw new UserError('bad-instance', `"${text}" needs the files of the project, and there are none`, {
    hint: 'write the name itself, or run gantry in the folder of the Compose file',
  });
}

async function fillTemplate(text: string, { workingDir, variables }: NameContext): Promise<string> {
  const template = parseTagTemplate(text, badTemplate);
  if (template.every((part) => part.kind === 'text')) return parseInstanceName(text);
  const git = new Git(workingDir, pipelineTag(variables));
  const texts: string[] = [];
  for (const part of template)
    texts.push(
      part.kind === 'text' ? part.text : await valueFor(text, part.word)(git, part.argument ?? '', variables),
    );
  const name = fitInstanceName(texts.join(''));
  if (name === undefined) throw badTemplate(text, `"${texts.join('')}" has nothing that a name may have`);
  return name;
}

function valueFor(text: string, word: TagWord): Value {
  const value = VALUES[word];
  if (!value) throw badTemplate(text, `"${word}" says nothing of an instance`, WORDS_HINT);
  return value;
}

type Value = (git: Git, argument: string, variables: ReadonlyMap<string, string>) => Promise<string> | string;

/** What belongs to one service, or is another one tomorrow, names no instance. */
const VALUES: { readonly [word in TagWord]: Value | undefined } = {
  service: undefined,
  project: undefined,
  'git-sha': (git) => git.sha(),
  'git-short': (git) => git.short(),
  'git-describe': (git) => git.describe(),
  'git-sha-clean': undefined,
  'git-short-clean': undefined,
  'git-describe-clean': undefined,
  'git-branch': branchOf,
  'git-tag': (git) => git.tag(),
  dirty: undefined,
  date: undefined,
  env: (_, argument, variables) => {
    const name = argument === '' ? 'GANTRY_ENV' : argument;
    const value = variables.get(name);
    if (value) return value;
    throw new UserError('bad-instance', `the variable ${name} of an instance is not set`, {
      hint: `set ${name}`,
    });
  },
  file: undefined,
  'version-file': undefined,
};

/** Pipelines check out a commit, and say of which branch it is. */
const BRANCH_OF_PIPELINE = [
  'GITHUB_HEAD_REF',
  'GITHUB_REF_NAME',
  'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME',
  'CI_COMMIT_REF_NAME',
  'CHANGE_BRANCH',
  'BRANCH_NAME',
];

async function branchOf(git: Git, _: string, variables: ReadonlyMap<string, string>): Promise<string> {
  try {
    return await git.branch();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const told = BRANCH_OF_PIPELINE.map((name) => variables.get(name)).find(Boolean);
    if (told) return told;
    throw new UserError('git-failed', error.message, {
      hint: 'set GANTRY_INSTANCE to a name, or to "." for the project itself, or check out a branch',
      cause: error,
    });
  }
}

const WORDS_HINT = `the words are: ${Object.entries(VALUES)
  .flatMap(([word, value]) => (value ? [word] : []))
  .join(', ')}`;

const badTemplate = (template: string, why: string, hint?: string): UserError =>
  new UserError('bad-instance', `"${template}" is no name of an instance: ${why}`, { hint });
