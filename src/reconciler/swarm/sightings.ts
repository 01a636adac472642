/** Since when something has been as it is: by the clock of this machine, since those of the nodes may differ. */
export class Sightings {
  #seen = '';
  #since = 0;

  forMs(what: string): number {
    if (what !== this.#seen) this.#since = performance.now();
    this.#seen = what;
    return performance.now() - this.#since;
  }
}
