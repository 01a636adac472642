import type { ContainerId } from '../../model/ids.ts';
import { lookUntil } from '../../util/look-until.ts';

/** Looks now and then at containers of which an event is due: the stream of events may be open, and silent for ever. */
export class DueEvents {
  readonly #looks = new Map<ContainerId, AbortController>();

  /** @param look whether it shows what the event would have told, and that was dealt with. What fails is looked at again. */
  expect(id: ContainerId, look: () => Promise<boolean>): void {
    if (this.#looks.has(id)) return;
    const over = new AbortController();
    this.#looks.set(id, over);
    const seen = async (): Promise<true | undefined> => (await look().catch(() => false)) || undefined;
    void lookUntil(seen, over.signal).then(() => this.#looks.delete(id));
  }

  /** It has come, or is not waited for any more. */
  came(id: ContainerId): void {
    this.#looks.get(id)?.abort();
    this.#looks.delete(id);
  }

  close(): void {
    for (const id of this.#looks.keys()) this.came(id);
  }
}
