import { UserError } from '../diagnostics/user-error.ts';
import { didYouMean } from '../util/did-you-mean.ts';

/** A tag with words that are filled in: `{service}:{git-describe}`. */
export type TagTemplate = readonly TemplatePart[];

type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'word'; readonly word: TagWord; readonly argument?: string };

/** Whether they take an argument: `{env:CI_BUILD}`. */
const WORDS = {
  service: 'no',
  project: 'no',
  'git-sha': 'no',
  'git-short': 'no',
  'git-describe': 'no',
  'git-sha-clean': 'no',
  'git-short-clean': 'no',
  'git-describe-clean': 'no',
  'git-branch': 'no',
  'git-tag': 'no',
  dirty: 'no',
  date: 'no',
  env: 'may',
  file: 'yes',
  'version-file': 'yes',
} as const;

export type TagWord = keyof typeof WORDS;

const isWord = (text: string): text is TagWord => Object.hasOwn(WORDS, text);

/** The error for a template. */
type Refuse = (template: string, why: string, hint?: string) => UserError;

/** Error: `refuse`, for a word that is not known, or has too much or too little. By default UserError `bad-tag`. */
export function parseTagTemplate(template: string, refuse: Refuse = badTemplate): TagTemplate {
  const pieces = template.split(/(\{[^{}]*\})/).filter((piece) => piece !== '');
  return pieces.map((piece): TemplatePart => {
    if (piece.startsWith('{') && piece.endsWith('}')) return readWord(template, piece.slice(1, -1), refuse);
    if (/[{}]/.test(piece)) throw refuse(template, 'it has a brace without the other one');
    return { kind: 'text', text: piece };
  });
}

function readWord(template: string, text: string, refuse: Refuse): TemplatePart {
  const colon = text.indexOf(':');
  const word = colon < 0 ? text : text.slice(0, colon);
  const argument = colon < 0 ? '' : text.slice(colon + 1);
  if (!isWord(word)) {
    const near = didYouMean(word, Object.keys(WORDS));
    const hint =
      near === undefined ? `the words are: ${Object.keys(WORDS).join(', ')}` : `did you mean "${near}"?`;
    throw refuse(template, `there is no word "${word}"`, hint);
  }
  const takes: 'no' | 'may' | 'yes' = WORDS[word];
  if (argument === '' && (takes === 'yes' || (takes === 'may' && colon >= 0)))
    throw refuse(template, `"${word}" needs a name: {${word}:${word === 'env' ? 'NAME' : 'VERSION'}}`);
  if (takes === 'no' && colon >= 0) throw refuse(template, `"${word}" takes nothing behind it`);
  return { kind: 'word', word, ...(argument === '' ? {} : { argument }) };
}

/** Whether it is a whole reference, and not the tag alone. */
export const isReferenceTemplate = (template: TagTemplate): boolean =>
  template.some((part) => part.kind === 'text' && /[:/]/.test(part.text));

/** Whether it says that the working tree has changes. */
export const tellsDirty = (template: TagTemplate): boolean =>
  template.some((part) => part.kind === 'word' && (part.word === 'dirty' || part.word === 'git-describe'));

/** Names of branches have characters that no tag may have. */
export const asTagText = (text: string): string => text.replace(/[^A-Za-z0-9_.-]+/g, '-');

function badTemplate(template: string, why: string, hint?: string): UserError {
  return new UserError('bad-tag', `"${template}" is no template of a tag: ${why}`, { hint });
}
