import type { PageState } from '../../model/page-state.ts';
import { count, DISRUPTION_WORDS } from '../../model/page-words.ts';
import { KEYS } from '../keys/key-table.ts';
import { bold, type Line, muted, plain, toned } from '../screen/span.ts';
import { paletteEntries } from '../state/palette.ts';
import type { Dialog, Shown } from '../state/tui-state.ts';
import { atomicLines } from './atomic-lines.ts';
import { changeLines } from './change-lines.ts';
import { wrap } from './wrap.ts';

export interface DialogContent {
  readonly title: string;
  readonly lines: readonly Line[];
  /** The first line shown, where there is no room for all. */
  readonly top: number;
  /** Where the next character comes, in the first line. */
  readonly cursor?: number;
}

const KEY_COLUMNS = 15;

export function dialogContent(dialog: Dialog, { page }: Shown, columns: number): DialogContent {
  switch (dialog.kind) {
    case 'help':
      return {
        title: 'Keys',
        top: dialog.top,
        lines: KEYS.map(({ keys, what }) => [bold(keys.padEnd(KEY_COLUMNS)), plain(what)]),
      };
    case 'palette': {
      const entries = paletteEntries(page, dialog.typed);
      const at = Math.min(dialog.chosen, entries.length - 1);
      return {
        title: 'Commands and services',
        top: 0,
        cursor: 2 + dialog.typed.length,
        lines: [
          [muted('› '), plain(dialog.typed)],
          ...entries.map(
            ({ text }, index): Line => [
              index === at ? { text: `  ${text}`.padEnd(columns), inverse: true } : plain(`  ${text}`),
            ],
          ),
          ...(entries.length === 0 ? [[muted('  nothing fits')]] : []),
        ],
      };
    }
    case 'ask':
      return {
        title: 'Sure?',
        top: 0,
        lines: [
          ...wrap(dialog.question, columns),
          [],
          [bold('y'), plain(' yes   '), bold('n'), plain(' no')],
        ],
      };
    case 'apply':
      return applyContent(dialog, page, columns);
  }
}

function applyContent(
  dialog: Extract<Dialog, { kind: 'apply' }>,
  { plan: pending, project }: PageState,
  columns: number,
): DialogContent {
  const plan = dialog.asked?.plan ?? pending;
  const title = dialog.asked ? `gantry ${dialog.asked.command}` : 'Apply the plan';
  if (!plan || plan.changes.length === 0)
    return { title, top: 0, lines: [[plain('There is nothing to do any more.')]] };
  if (plan.id !== dialog.plan)
    return {
      title,
      top: 0,
      lines: [
        ...wrap('▲ The plan has changed while this was open.', columns, { tone: 'warn' }),
        [bold('Enter'), plain(' takes the new one   '), bold('Esc'), plain(' leaves it')],
      ],
    };
  const effects = plan.changes.filter(({ disruption }) => disruption !== 'none');
  const field: readonly Line[] = plan.isDestructive
    ? [[toned('bad', `This destroys data. Type ${project}: `), plain(dialog.typed)]]
    : [];
  const keys: Line = plan.isDestructive
    ? [bold('Enter'), plain(' applies   '), bold('Esc'), plain(' leaves it')]
    : [bold('y'), plain(' applies   '), bold('n'), plain(' leaves it')];
  return {
    title,
    top: dialog.top,
    ...(plan.isDestructive && { cursor: `This destroys data. Type ${project}: ${dialog.typed}`.length }),
    lines: [
      ...field,
      [...keys, muted(dialog.asked ? '' : '   gantry up -d')],
      [],
      [bold(count(plan.changes.length, 'change'))],
      ...atomicLines(plan, columns),
      ...plan.warnings.flatMap((warning) => wrap(`▲ ${warning}`, columns, { tone: 'warn' }, '  ')),
      ...(effects.length === 0 ? [[plain('Nothing that runs is stopped.')]] : []),
      ...effects.map(
        ({ kind, name, disruption }): Line => [
          plain(`${kind} ${name} `),
          toned(disruption === 'data-loss' ? 'bad' : 'warn', DISRUPTION_WORDS[disruption] ?? disruption),
        ],
      ),
      // The one of the project stands in its view.
      ...(dialog.asked ? [[], ...plan.changes.flatMap((change) => changeLines(change, columns))] : []),
    ],
  };
}
