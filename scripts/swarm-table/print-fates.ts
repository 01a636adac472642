import { type AttributeFate, OF_SERVICE, OF_TOP_LEVEL } from '../../src/planner/swarm/attributes.ts';

const BEGIN = '<!-- made by `node scripts/swarm-table.ts` of src/planner/swarm/attributes.ts -->';
const END = '<!-- end of what that makes -->';

const WORDS = { same: 'the same', other: 'otherwise', warned: 'warned of' } as const;

/** A page with the table between its marks written anew. */
export function withFates(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = (rest ?? '').split(END);
  return `${before}${BEGIN}\n\n${tables()}\n${END}${after}`;
}

const tables = (): string =>
  [
    'Of a service:',
    '',
    table(OF_SERVICE),
    '',
    'Of the other parts of the file (`name`, `include` and `version` are the same):',
    '',
    table(OF_TOP_LEVEL),
    '',
  ].join('\n');

const table = (rows: readonly AttributeFate[]): string =>
  [
    '| attributes | on a swarm | what that means |',
    '| --- | --- | --- |',
    ...rows.map(({ names, fate, text }) => {
      const shown = names.map((name) => `\`${name}\``).join(', ');
      return `| ${shown} | ${WORDS[fate]} | ${text} |`;
    }),
  ].join('\n');
