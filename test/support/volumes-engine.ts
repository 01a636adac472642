import type { ObservedVolume } from '../../src/model/observed.ts';

/** The volumes of an engine, in memory: creating one that exists answers with the labels that it has. */
export class VolumesEngine {
  readonly volumes = new Map<string, Readonly<Record<string, string>>>();
  readonly #turn: () => Promise<void>;

  /** @param turn awaited before each call takes effect */
  constructor(turn: () => Promise<void> = async () => {}) {
    this.#turn = turn;
  }

  createVolume = async ({ Name, Labels }: { Name: string; Labels: Readonly<Record<string, string>> }) => {
    await this.#turn();
    const labels = this.volumes.get(Name) ?? Labels;
    this.volumes.set(Name, labels);
    return labels;
  };

  removeVolume = async (name: string): Promise<void> => {
    await this.#turn();
    this.volumes.delete(name);
  };

  listVolumes = async (): Promise<readonly ObservedVolume[]> => {
    await this.#turn();
    return [...this.volumes].map(([name, labels]) => ({ name, driver: 'local', labels }));
  };
}
