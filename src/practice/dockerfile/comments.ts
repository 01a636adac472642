import type { Dockerfile, Instruction } from './dockerfile.ts';

/** A comment with its `#`, and the instruction that it stands in or above. */
export interface DockerfileComment {
  readonly start: number;
  readonly text: string;
  readonly instruction: Instruction | undefined;
}

/** Lines that begin with `#`. In a heredoc they are part of its text. */
export function dockerfileComments({ text, globals, stages }: Dockerfile): readonly DockerfileComment[] {
  const instructions = [...globals, ...stages.flatMap(({ from, instructions: own }) => [from, ...own])];
  const bodies = instructions.flatMap(({ heredocs }) => heredocs);
  return [...text.matchAll(/^[ \t]*(#[^\r\n]*)/gm)].flatMap(({ 0: line, 1: comment = '', index }) => {
    const start = index + line.length - comment.length;
    const isInBody = bodies.some(
      ({ body, bodyStart }) => start >= bodyStart && start < bodyStart + body.length,
    );
    if (isInBody) return [];
    return [{ start, text: comment, instruction: instructions.find(({ end }) => end > start) }];
  });
}
