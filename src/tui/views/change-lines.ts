import { changeShape } from '../../model/page-services.ts';
import type { PageChange, PageField } from '../../model/page-state.ts';
import { DISRUPTION_WORDS } from '../../model/page-words.ts';
import { bold, type Line, muted, plain, toned } from '../screen/span.ts';
import { wrap } from './wrap.ts';

/** What the plan does to one thing, why, and the fields that differ with their places. */
export function changeLines(change: PageChange, columns: number): readonly Line[] {
  const { kind, name, action, disruption, because, fields, isDrift } = change;
  const effect = DISRUPTION_WORDS[disruption];
  const tone = disruption === 'data-loss' ? 'bad' : 'change';
  return [
    [
      toned(tone, `${changeShape(action)} ${action}`),
      plain(` ${kind} `),
      bold(name),
      ...(isDrift ? [toned('warn', '  ≠ drift')] : []),
      ...(effect === undefined
        ? []
        : [muted(' · '), toned(disruption === 'data-loss' ? 'bad' : 'warn', effect)]),
    ],
    ...wrap(because, columns - 4, { tone: 'muted' }).map((line) => [plain('    '), ...line]),
    ...fields.flatMap(fieldLines),
  ];
}

function fieldLines({ field, from, to, at, remark }: PageField): readonly Line[] {
  return [
    [
      plain(`    ${field}: `),
      toned('bad', from ?? '–'),
      muted(' → '),
      toned('ok', to ?? '–'),
      ...(at === undefined ? [] : [plain('  '), toned('accent', at)]),
    ],
    ...(remark === undefined ? [] : [[muted(`      ${remark}`)]]),
  ];
}
