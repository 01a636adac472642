/**
 * Runs a script: what it returns is the exit code. An error that we throw on purpose says what to do, and a
 * stack would only hide that; a mistake of ours keeps its stack.
 */
export async function main(script: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await script();
  } catch (error) {
    console.error(error instanceof Error && error.name === 'Error' ? `error: ${error.message}` : error);
    process.exitCode = 1;
  }
}
