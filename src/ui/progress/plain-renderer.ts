import type { Progress } from '../../model/event.ts';
import type { Step } from '../../model/plan.ts';
import { nothingChanged } from '../plan/nothing-changed.ts';
import { labelOfStep } from '../plan/resource-of.ts';
import { palette } from '../text/colours.ts';
import { fitLine } from '../text/fit-line.ts';
import type { Output } from '../text/output.ts';
import { applyToBoard, type Board, changedLines, createBoard, type Line } from './board.ts';
import type { Renderer, RendererOptions } from './renderer.ts';

/** What goes beyond that is in the block at the end. */
const DETAIL_COLUMNS = 100;

/** One line per change of state, spelled as docker compose does: for pipes and CI. */
export function createPlainRenderer(out: Output, { colour }: RendererOptions): Renderer {
  const paint = palette(colour);
  const last = new Map<string, string>();
  let board: Board | undefined;

  const print = ({ label, status, text, details }: Line): void => {
    const line = ` ${label}  ${text}${details === '' ? '' : ` ${fitLine(details, DETAIL_COLUMNS)}`}`;
    // Two services that wait for the same one make it wait twice.
    if (last.get(label) === line) return;
    last.set(label, line);
    const coloured = status === 'error' ? paint.red(line) : status === 'warning' ? paint.yellow(line) : line;
    out.write(`${coloured}\n`);
  };
  /** What a build writes and what happens while one waits are news; how many bytes have come is not. */
  const reportProgress = (step: Step, { text, part, momentary }: Progress): void => {
    const line = ` ${labelOfStep(step)}  ${text}`;
    if (momentary || part !== undefined || last.get(`progress ${step.id}`) === line) return;
    last.set(`progress ${step.id}`, line);
    out.write(`${paint.dim(line)}\n`);
  };
  const warn = (message: string): void => out.write(`${paint.yellow(`warning: ${message}`)}\n`);

  return {
    handle(event) {
      switch (event.type) {
        case 'plan-started':
          board = createBoard(event.plan);
          last.clear();
          for (const warning of event.plan.warnings) warn(warning);
          return;
        case 'step-started':
        case 'step-ended': {
          if (!board) return;
          const before = board;
          board = applyToBoard(before, event, 0);
          for (const line of changedLines(before, board)) print(line);
          return;
        }
        case 'plan-ended': {
          const line = nothingChanged(event.plan, event.outcomes);
          if (line !== undefined) out.write(` ${line}\n`);
          return;
        }
        case 'warning':
          return warn(event.message);
        case 'notice':
          out.write(` ${event.message}\n`);
          return;
        case 'step-progress':
          return reportProgress(event.step, event.progress);
      }
    },
    printAbove: (write) => write(),
    close() {},
  };
}
