import { countPending } from '../../model/page-services.ts';
import { PAGE_STATUSES, type PageState, type PageStatus } from '../../model/page-state.ts';
import { count, SHAPES } from '../../model/page-words.ts';
import { bold, type Line, muted, plain, type Span, toned } from '../screen/span.ts';
import { type Shown, type TuiState, VIEWS } from '../state/tui-state.ts';
import { STATUS_TONES } from './service-row.ts';

/** The first row: the project, where one is, and what cannot be done. */
export function titleBar({ page }: Shown, { view }: TuiState): Line {
  const pending = countPending(page.plan);
  return [
    bold(page.project === '' ? 'gantry' : page.project),
    plain('  '),
    ...VIEWS.flatMap((name): Line => {
      const text = name === 'plan' && pending > 0 ? ` plan ${pending} ` : ` ${name} `;
      return [name === view ? { ...plain(text), inverse: true } : muted(text), plain(' ')];
    }),
    ...(page.readOnly ? [toned('warn', ' read-only')] : []),
    muted(`  ${page.files.join(', ')}`),
  ];
}

/** The second row: what the project is like, what is wrong, and who else is at it. */
export function statusBar({ page }: Shown): Line {
  const { engine, keeper, run, problems } = page;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  return [
    ...(engine.error === undefined ? [] : [toned('bad', `✕ ${engine.error}  `)]),
    ...(first && first.message !== engine.error
      ? [toned('bad', `✕ ${first.message}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}  `)]
      : []),
    ...(keeper === undefined ? [] : [toned('warn', `▲ ${keeper} changes the project  `)]),
    ...(run ? [runSpan(run.status), plain('  ')] : []),
    ...counts(page),
  ];
}

function runSpan(status: NonNullable<PageState['run']>['status']): Span {
  if (status === 'running') return toned('accent', '◐ applying …');
  return toned(status === 'done' ? 'ok' : 'warn', `last run: ${status}`);
}

function counts({ services }: PageState): Line {
  const amounts = new Map<PageStatus, number>();
  for (const { status } of Object.values(services)) amounts.set(status, (amounts.get(status) ?? 0) + 1);
  if (amounts.size === 0) return [muted('no service')];
  return PAGE_STATUSES.flatMap((status) => {
    const amount = amounts.get(status);
    return amount === undefined
      ? []
      : [toned(STATUS_TONES[status], `${SHAPES[status]} ${amount} ${status}  `)];
  });
}

/** The last row: what was said last, else the keys of the view. */
export function hintBar(state: TuiState, { log, page }: Shown): Line {
  if (state.notice !== '') return [toned('warn', state.notice)];
  const keys = keysOf(state, page.readOnly);
  if (state.view !== 'logs' || state.isOpen) return keys;
  const { services, query, at } = state.logs;
  return [
    bold(services.length === 0 ? 'all services' : services.join(', ')),
    plain('  '),
    at === undefined
      ? toned('ok', 'following')
      : toned('warn', `paused, ${linesBelow(at, log)} below: f follows`),
    ...(query.text === ''
      ? []
      : [
          plain('  '),
          toned('accent', `${query.isExpression ? '.*' : '/'}${query.text}`),
          muted(` ${count(log.hits.length, 'hit')}${query.onlyHits ? ', only these' : ''}`),
        ]),
    plain('  '),
    ...keys,
  ];
}

const linesBelow = (at: number, { dropped, length }: Shown['log']): number => dropped + length - 1 - at;

function keysOf({ view, isOpen, filter }: TuiState, readOnly: boolean): Line {
  const change = (text: string): string => (readOnly ? '' : text);
  if (view === 'logs' && !isOpen) return [muted('? keys  / search  n N hits  Tab view')];
  if (view === 'history' && !isOpen)
    return [muted(`? keys  Enter shows  d compares  ${change('b goes back  ')}Tab view`)];
  if (view === 'plan') return [muted(`? keys  q quit  ${change('a apply  ')}j k scroll  Tab view`)];
  const front: Line = filter === '' ? [] : [toned('accent', `/${filter}  `)];
  return [
    ...front,
    muted(
      `? keys  q quit  ${isOpen ? 'Esc back' : 'Enter details'}  l logs  p plan  h history  / filter  ${change('r restart  s stop  t terminal')}`,
    ),
  ];
}
