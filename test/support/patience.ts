/** For `vi.waitFor` and `expect.poll`: what has to come may take its time, since a busy machine is no failure. */
export const PATIENCE = { timeout: 60_000, interval: 50 };
