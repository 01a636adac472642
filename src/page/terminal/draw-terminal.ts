import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import style from '@xterm/xterm/css/xterm.css';
import { allowStyles } from './allow-styles.ts';

interface DrawOptions {
  /** For screen readers. */
  readonly label: string;
  /** The id of what says how to leave it. */
  readonly describedBy: string;
  readonly leave: () => void;
  readonly copy: (text: string) => void;
  readonly onInput: (text: string) => void;
  readonly onResize: (size: { readonly rows: number; readonly columns: number }) => void;
}

export interface DrawnTerminal {
  size(): { readonly rows: number; readonly columns: number };
  /** Resolves when it is drawn. */
  write(text: string): Promise<void>;
  read(isOn: boolean): void;
  focus(): void;
  /** Nothing more can be typed. */
  stop(): void;
  dispose(): void;
}

/** A terminal in this element, as large as it is. The only file that knows xterm. */
export function drawTerminal(element: HTMLElement, options: DrawOptions): DrawnTerminal {
  const { label, describedBy, onInput, onResize } = options;
  Terminal.strings.promptLabel = label;
  const endStyles = allowStyles(style);
  const terminal = new Terminal({
    ...lookOf(element),
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    scrollback: 5000,
    minimumContrastRatio: 4.5,
    // What a program calls a link is shown, and never followed.
    linkHandler: { activate: (_, address) => options.copy(address) },
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  terminal.textarea?.setAttribute('aria-describedby', describedBy);
  terminal.attachCustomKeyEventHandler((event) => handleKey(event, terminal, options));
  fit.fit();
  terminal.onData(onInput);
  terminal.onBinary(onInput);
  terminal.onResize(({ rows, cols }) => onResize({ rows, columns: cols }));
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(element);
  return {
    size: () => ({ rows: terminal.rows, columns: terminal.cols }),
    write: (text) => new Promise((resolve) => terminal.write(text, resolve)),
    read(isOn) {
      terminal.options.screenReaderMode = isOn;
    },
    focus: () => terminal.focus(),
    stop() {
      terminal.options.disableStdin = true;
      terminal.options.cursorBlink = false;
    },
    dispose() {
      observer.disconnect();
      terminal.dispose();
      endStyles();
    },
  };
}

/** @returns false: the terminal has nothing to do with this key */
function handleKey(event: KeyboardEvent, terminal: Terminal, { leave, copy }: DrawOptions): boolean {
  if (!event.ctrlKey || event.altKey || event.metaKey) return true;
  const key = event.key.toLowerCase();
  if (key === ']') {
    if (event.type === 'keydown') leave();
    event.preventDefault();
    return false;
  }
  if (!event.shiftKey || (key !== 'c' && key !== 'v')) return true;
  // The browser pastes by itself, and has a use of its own for the other one.
  if (key === 'c') {
    event.preventDefault();
    if (event.type === 'keydown' && terminal.hasSelection()) copy(terminal.getSelection());
  }
  return false;
}

function lookOf(element: HTMLElement) {
  const styles = getComputedStyle(element);
  const token = (name: string): string => styles.getPropertyValue(name).trim();
  return {
    fontFamily: styles.fontFamily,
    fontSize: 13,
    theme: {
      background: token('--bg'),
      foreground: token('--text'),
      cursor: token('--text'),
      cursorAccent: token('--bg'),
      selectionBackground: token('--accent'),
      selectionForeground: token('--on-accent'),
    },
  };
}
