/** One call, as counts need it. */
export interface RecordedCall {
  readonly method: string;
  /** Without the version of the API and the query. */
  readonly path: string;
  /** With `{id}` in place of what differs. */
  readonly pattern: string;
  /** How many were under way, this one among them; 0 for one that waits for something to happen. */
  readonly inFlight: number;
}

/** Writes down which calls there were, and how many at a time. */
export class CallRecord {
  #calls: RecordedCall[] = [];
  #byPattern = new Map<string, number>();
  #inFlight = 0;
  #most = 0;

  get calls(): readonly RecordedCall[] {
    return this.#calls;
  }

  get mostInFlight(): number {
    return this.#most;
  }

  forget(): void {
    this.#calls = [];
    this.#byPattern = new Map();
    this.#most = this.#inFlight;
  }

  /** @returns which one of its kind it is, and what to call when its answer is over */
  begin(method: string, path: string, pattern: string, isLong: boolean) {
    const key = `${method} ${pattern}`;
    const nth = (this.#byPattern.get(key) ?? 0) + 1;
    this.#byPattern.set(key, nth);
    if (!isLong) this.#inFlight++;
    this.#most = Math.max(this.#most, this.#inFlight);
    this.#calls.push({ method, path, pattern, inFlight: isLong ? 0 : this.#inFlight });
    let isOver = isLong;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      this.#inFlight--;
    };
    return { nth, end };
  }
}
