import { showPlace } from '../../diagnostics/source.ts';
import type { Contribution, Explanation } from '../../model/explanation.ts';
import type { Json } from '../../model/json.ts';
import type { PageContribution, PageExplanation } from '../../model/page-container.ts';

/** More of a member is read when it is opened. */
const LONGEST_MEMBER = 120;
/** More members than a page shows well: those of a value that is data. */
const MOST_MEMBERS = 500;

/** The same as `gantry explain` prints. @param explanation without secrets */
export function explanationView(explanation: Explanation): PageExplanation {
  const { subject, value, members, says, description, notes } = explanation;
  const isLeaf = value !== undefined && (value === null || typeof value !== 'object');
  return {
    subject,
    ...(isLeaf && { value: textOf(value) }),
    members: members.slice(0, MOST_MEMBERS).map(({ name, value: member }) => ({
      name,
      path: Array.isArray(value) ? `${subject}${name}` : pathOf(subject, name),
      value: shortened(textOf(member)),
    })),
    says: says.map(contributionView),
    ...(description !== undefined && { description }),
    notes,
  };
}

function contributionView({ at, text, how, wins, variables }: Contribution): PageContribution {
  return {
    ...(at && { at: showPlace(at) }),
    text,
    how,
    wins,
    variables: variables.map((use) => ({
      text: use.text,
      value: use.value,
      isDefault: use.isDefault,
      says: use.says.map(contributionView),
    })),
  };
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const shortened = (text: string): string =>
  text.length > LONGEST_MEMBER ? `${text.slice(0, LONGEST_MEMBER)}…` : text;

/** A name may have dots of its own. */
function pathOf(subject: string, name: string): string {
  return /^[\w-]+$/.test(name) ? `${subject}.${name}` : `${subject}[${JSON.stringify(name)}]`;
}
