import type { Section } from './make-table.ts';

const HEAD = `# Commands and flags

Made by \`node scripts/commands-table.ts\` from the program itself and from a list of what docker compose has (version 5, hidden
flags included). A test holds this page to the program.

- **both**: as in docker compose; where it does something else, [compatibility.md](compatibility.md) says so.
- **gantry**: docker compose has no such flag.
- **left out**: docker compose has it. gantry says why when it is called.

Every command takes \`--dry-run\` and \`--help\`, and \`--instance\`, \`--map\`, \`--on\` and \`--strict\` also behind its name. Flags that are
on by default can be switched off by \`--flag=false\`, as in docker compose.
`;

export function printTable(sections: readonly Section[]): string {
  return [HEAD, ...sections.map(printSection)].join('\n');
}

function printSection({ command, summary, rows, others }: Section): string {
  const title = command === '' ? summary : command;
  const text = command === '' || summary === '' ? [] : ['', `${summary}.`];
  const table =
    rows.length === 0
      ? ['', 'No flags of its own.']
      : [
          '',
          '| flag | state | |',
          '| --- | --- | --- |',
          ...rows.map(({ flag, state, meaning }) => `| \`${flag}\` | ${state} | ${forCell(meaning)} |`),
        ];
  const more =
    others.length === 0
      ? []
      : [
          '',
          `And the flags of the command that follows: \`gantry ${command} down -v\` has those of \`down\`, \`gantry ${command} --build\` those`,
          `of \`up\`. It knows ${others.map((name) => `\`${name}\``).join(', ')}.`,
        ];
  return `${[`## ${title}`, ...text, ...table, ...more].join('\n')}\n`;
}

const forCell = (text: string): string => text.replaceAll('|', '\\|');
