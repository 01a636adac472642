/** The lines of a Dockerfile that may name images. */
export interface NamingLines {
  readonly text: string;
  /** A variable, or the next line, may have the name. */
  readonly isOpen: boolean;
}

export function namingLines(dockerfile: string): NamingLines {
  const lines = dockerfile.split('\n').filter((line) => /\bFROM\b|from=/i.test(line));
  return { text: lines.join('\n'), isOpen: lines.some((line) => /[$\\`]/.test(line)) };
}

/** Whether a Dockerfile may be from one of these images. @param images as `plainImage` says them */
export const mayName = ({ text, isOpen }: NamingLines, images: Iterable<string>): boolean =>
  isOpen || [...images].some((image) => text.includes(image.slice(0, image.lastIndexOf(':'))));
