/** For `vi.waitFor` and `expect.poll`: what has to come may take its time, since a busy machine is no failure. */
export const PATIENCE = { timeout: 60_000, interval: 50 };

/** The same for what has to run a program to look, such as docker: that would take all the time of a processor. */
export const SELDOM = { ...PATIENCE, interval: 250 };
