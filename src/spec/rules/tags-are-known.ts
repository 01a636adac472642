import { hintText } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { parseTagTemplate } from '../../model/tag-template.ts';
import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { type Checked, reportAt } from './rule.ts';

/** `tags` of an `x-gantry`, at `here`: their templates have only words that gantry knows. */
export function checkTags(checked: Checked, here: Path, tags: Tree): void {
  if (!Array.isArray(tags))
    reportAt(checked, here, { code: 'bad-value', message: 'tags is a list of templates', hint: TAGS });
  const list: readonly Tree[] = Array.isArray(tags) ? tags : [];
  for (const [index, text] of list.entries()) checkTemplate(checked, [...here, index], text, TAGS);
}

/** `labels` of an `x-gantry`, at `here`. */
export function checkLabels(checked: Checked, here: Path, labels: Tree): void {
  if (labels === 'oci') return;
  if (!isMap(labels))
    reportAt(checked, here, {
      code: 'bad-value',
      message: 'labels is "oci", or a mapping of names to templates',
      hint: LABELS,
    });
  for (const [name, text] of isMap(labels) ? Object.entries(labels) : [])
    checkTemplate(checked, [...here, name], text, LABELS);
}

const TAGS = `write "tags: ['{service}:{git-describe}']"`;
const LABELS = `write "labels: oci", or "labels: {org.example.commit: '{git-sha}'}"`;

function checkTemplate(checked: Checked, path: Path, text: Tree, example: string): void {
  if (typeof text !== 'string' || text === '') {
    reportAt(checked, path, { code: 'bad-value', message: 'a template is a text', hint: example });
    return;
  }
  try {
    parseTagTemplate(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: hintText(error.hint) };
    reportAt(checked, path, { code: 'bad-value', message: error.message, ...hint });
  }
}
