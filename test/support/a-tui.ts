import type { PageLogLine } from '../../src/model/page-log.ts';
import { LogBuffer } from '../../src/model/page-log-buffer.ts';
import type { PageState } from '../../src/model/page-state.ts';
import type { Input } from '../../src/tui/keys/read-keys.ts';
import { press } from '../../src/tui/state/press.ts';
import { type Effect, FIRST_STATE, type Shown, type TuiState } from '../../src/tui/state/tui-state.ts';
import { drawFrame } from '../../src/tui/views/draw-frame.ts';
import { aPageApplication } from './a-page-application.ts';

interface Settings {
  readonly page?: Partial<PageState>;
  readonly log?: readonly PageLogLine[];
  readonly columns?: number;
  readonly rows?: number;
}

/** A screen without a terminal: keys go in, texts and effects come out. */
export class TestTui {
  state: TuiState = FIRST_STATE;
  readonly effects: Effect[] = [];
  readonly log = new LogBuffer();
  details: Shown['details'] = new Map();
  usage: Shown['usage'] = new Map();
  history: Shown['history'] = {};
  page: PageState;
  readonly size: Shown['size'];
  #lastTop = 0;

  constructor({ page = {}, log = [], columns = 120, rows = 40 }: Settings = {}) {
    this.page = aPageApplication({ state: page }).feed.state;
    this.size = { columns, rows };
    this.log.add(log);
  }

  /** Names of keys, or a text that is pasted. */
  press(...inputs: readonly (string | Input)[]): this {
    for (const input of inputs) {
      this.text;
      const [state, effects] = press(
        this.state,
        typeof input === 'string' ? { key: input } : input,
        this.#shown(),
      );
      this.state = state;
      this.effects.push(...effects);
    }
    return this;
  }

  type(text: string): this {
    return this.press(...text);
  }

  /** What is drawn. */
  get text(): string {
    const { grid, lastTop } = drawFrame(this.state, this.#shown(), true);
    this.#lastTop = lastTop;
    return grid.text;
  }

  #shown(): Shown {
    return {
      page: this.page,
      log: this.log,
      details: this.details,
      usage: this.usage,
      history: this.history,
      size: this.size,
      lastTop: this.#lastTop,
      nowMs: 1_700_000_600_000,
    };
  }
}
