import { hintText } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { parseTagTemplate } from '../../model/tag-template.ts';
import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { type Checked, reportAt } from './rule.ts';

/** `tags` and `labels` of an `x-gantry`, at `here`: their templates have only words that gantry knows. */
export function checkTags(
  checked: Checked,
  here: Path,
  { tags, labels }: { readonly [key: string]: Tree },
): void {
  const wrong = (path: Path, message: string, hint: string): void =>
    reportAt(checked, path, { code: 'bad-value', message, hint });
  const template = (text: Tree, path: Path, hint: string): void => {
    if (typeof text !== 'string' || text === '') wrong(path, 'a template is a text', hint);
    else checkTemplate(checked, path, text);
  };
  if (tags !== undefined && !Array.isArray(tags))
    wrong([...here, 'tags'], 'tags is a list of templates', TAGS);
  const list: readonly Tree[] = Array.isArray(tags) ? tags : [];
  for (const [index, text] of list.entries()) template(text, [...here, 'tags', index], TAGS);
  if (labels === undefined || labels === 'oci') return;
  if (!isMap(labels))
    wrong([...here, 'labels'], 'labels is "oci", or a mapping of names to templates', LABELS);
  for (const [name, text] of isMap(labels) ? Object.entries(labels) : [])
    template(text, [...here, 'labels', name], LABELS);
}

const TAGS = `write "tags: ['{service}:{git-describe}']"`;
const LABELS = `write "labels: oci", or "labels: {org.example.commit: '{git-sha}'}"`;

function checkTemplate(checked: Checked, path: Path, text: string): void {
  try {
    parseTagTemplate(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: hintText(error.hint) };
    reportAt(checked, path, { code: 'bad-value', message: error.message, ...hint });
  }
}
