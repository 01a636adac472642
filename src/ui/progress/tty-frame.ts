import stringWidth from 'string-width';
import type { Palette } from '../text/colours.ts';
import { fitLine, fitLineEnd, padTo } from '../text/fit-line.ts';
import type { Line } from './board.ts';
import type { LineStatus } from './row.ts';
import type { RunningStep } from './running-build.ts';
import { type BuildRows, shareRows } from './tty-build.ts';

export interface FrameSettings {
  readonly verb: string;
  readonly nowMs: number;
  readonly columns: number;
  readonly rows: number;
  readonly paint: Palette;
  /** It stays on the terminal. */
  readonly isLast?: boolean;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const TURN_MS = 100;
const TIME_COLUMNS = 7;
/** ` ? ` in front of a name, and the gap behind it. */
const MARGIN_COLUMNS = 5;
/** What a state gets of a narrow terminal before names are cut: `Recreated`. */
const STATE_COLUMNS = 10;
const SHORTEST_NAME = 8;

const ICONS: { readonly [S in Exclude<LineStatus, 'working'>]: string } = {
  pending: '·',
  done: '✔',
  warning: '!',
  error: '✘',
  blocked: '✘',
  cancelled: '-',
};

/** What must be seen first when not all fits. */
const RANK: { readonly [S in LineStatus]: number } = {
  error: 0,
  warning: 1,
  working: 2,
  blocked: 3,
  cancelled: 4,
  pending: 5,
  done: 6,
};

/** Follows a number of lines for which there is no room. */
const NAMES: { readonly [S in LineStatus]: string } = {
  error: 'failed',
  warning: 'skipped',
  working: 'running',
  blocked: 'blocked',
  cancelled: 'cancelled',
  pending: 'to come',
  done: 'done',
};

/** The state of everything as lines for a terminal: none wider than its columns, no more than its rows leave room for. */
export function drawFrame(lines: readonly Line[], settings: FrameSettings): readonly string[] {
  const { verb, rows, paint } = settings;
  const done = lines.filter(({ status }) => status === 'done').length;
  const header = fitLine(`[+] ${verb} ${done}/${lines.length}`, settings.columns);
  // One row for the header, and one below for the cursor.
  const room = Math.max(1, rows - 2);
  // The report below the last frame lists what is blocked, with its cause.
  const candidates = settings.isLast ? lines.filter(({ status }) => status !== 'blocked') : lines;
  if (candidates.length <= room)
    return [
      paint.bold(header),
      ...drawLines(candidates, shareRows(candidates, room - candidates.length), settings),
    ];
  const shown = new Set(candidates.toSorted((a, b) => RANK[a.status] - RANK[b.status]).slice(0, room - 1));
  const kept = candidates.filter((line) => shown.has(line));
  const more = fitLine(` … ${summarise(candidates.filter((line) => !shown.has(line)))}`, settings.columns);
  return [paint.bold(header), ...drawLines(kept, new Map(), settings), paint.dim(more)];
}

/** `24 more: 17 done, 7 to come`. */
function summarise(lines: readonly Line[]): string {
  const parts = Object.entries(NAMES).flatMap(([status, name]) => {
    const amount = lines.filter((line) => line.status === status).length;
    return amount === 0 ? [] : [`${amount} ${name}`];
  });
  return `${lines.length} more: ${parts.join(', ')}`;
}

function drawLines(lines: readonly Line[], builds: BuildRows, settings: FrameSettings): readonly string[] {
  const labels = fitLabels(lines, settings.columns);
  const labelWidth = Math.max(...labels.map((label) => stringWidth(label)));
  const texts = lines.map((line, index) => ({
    line,
    steps: line.building.filter((step) => builds.has(step)),
    text: describe(withoutDrawn(line, builds), padTo(labels[index] ?? '', labelWidth)),
  }));
  const room = Math.max(0, settings.columns - TIME_COLUMNS);
  const width = Math.min(
    room,
    Math.max(
      ...texts.flatMap(({ text, steps }) => [text, ...steps.map(headOf)].map((one) => stringWidth(one))),
    ),
  );
  return texts.flatMap(({ line, text, steps }) => {
    const time = elapsed(line, settings.nowMs);
    const left = time === '' ? fitLine(text, settings.columns) : padTo(fitLine(text, width), width);
    return [
      `${paintLine(left, line, settings)}${settings.paint.dim(time)}`,
      ...steps.flatMap((step) => drawStep(step, builds.get(step) ?? 0, width, settings)),
    ];
  });
}

/** Its details name the running step, which is drawn below. */
const withoutDrawn = (line: Line, builds: BuildRows): Line =>
  line.building.some((step) => builds.has(step)) ? { ...line, details: '' } : line;

function drawStep(
  step: RunningStep,
  amount: number,
  width: number,
  { columns, paint, nowMs }: FrameSettings,
): readonly string[] {
  const head = padTo(fitLine(headOf(step), width), width);
  const output = amount === 0 ? [] : step.lines.slice(-amount);
  return [
    `${head}${paint.dim(elapsed(step, nowMs))}`,
    ...output.map((line) => paint.dim(fitLine(`     | ${line}`, columns))),
  ];
}

const headOf = ({ name, item }: RunningStep): string => `   ${name}${item === '' ? '' : `  ${item}`}`;

/** A state that cannot be seen is worth less than the kind of a resource, and the beginning of its name. */
function fitLabels(lines: readonly Line[], columns: number): readonly string[] {
  const room = Math.max(SHORTEST_NAME, columns - MARGIN_COLUMNS - STATE_COLUMNS - TIME_COLUMNS);
  if (lines.every(({ label }) => stringWidth(label) <= room)) return lines.map(({ label }) => label);
  return lines.map(({ label }) => fitLineEnd(label.slice(label.indexOf(' ') + 1), room));
}

/** Without the icon's own character, which is put in when it is coloured. */
function describe({ text, details, waitsFor }: Line, label: string): string {
  const state = waitsFor === '' ? [text, details] : [text === '' ? '' : `${text},`, waitsFor];
  return ` ? ${label}  ${state.filter((part) => part !== '').join(' ')}`.trimEnd();
}

function paintLine(text: string, { status }: Line, { paint, nowMs }: FrameSettings): string {
  const icon =
    status === 'working' ? (SPINNER[Math.floor(nowMs / TURN_MS) % SPINNER.length] ?? '') : ICONS[status];
  const start = text.startsWith(' ? ') ? ' ' : '';
  const rest = start === '' ? text : text.slice(2);
  const colours: {
    readonly [S in LineStatus]: readonly [(text: string) => string, (text: string) => string];
  } = {
    pending: [paint.dim, paint.dim],
    working: [paint.cyan, String],
    done: [paint.green, String],
    warning: [paint.yellow, paint.yellow],
    error: [paint.red, paint.red],
    blocked: [paint.red, paint.dim],
    cancelled: [paint.yellow, paint.dim],
  };
  const [paintIcon, paintRest] = colours[status];
  return start === '' ? rest : `${start}${paintIcon(icon)}${paintRest(rest)}`;
}

function elapsed({ beganMs, endedMs }: Pick<Line, 'beganMs' | 'endedMs'>, nowMs: number): string {
  if (beganMs === undefined) return '';
  const seconds = Math.max(0, (endedMs ?? nowMs) - beganMs) / 1000;
  const text = seconds < 1000 ? `${seconds.toFixed(1)}s` : `${Math.floor(seconds / 60)}m`;
  return text.padStart(TIME_COLUMNS);
}
