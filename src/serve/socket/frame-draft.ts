import type { PageFrame, PageMessage } from '../../model/page-messages.ts';

/** A frame takes no more messages from here on; none is ever divided. */
export const FRAME_CHARACTERS = 64 * 1024;

/** A frame in the making. Its messages are serialised one at a time, so that its size is known while it grows. */
export class FrameDraft {
  readonly #messages: string[] = [];
  #characters = 0;

  get isFull(): boolean {
    return this.#characters >= FRAME_CHARACTERS;
  }

  add(message: PageMessage): void {
    const text = JSON.stringify(message);
    this.#messages.push(text);
    this.#characters += text.length;
  }

  text({ run, seq }: Omit<PageFrame, 'messages'>): string {
    return `{"run":${JSON.stringify(run)},"seq":${seq},"messages":[${this.#messages.join()}]}`;
  }
}
