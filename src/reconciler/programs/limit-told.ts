/** What a program tells gantry has some kilobytes. In UTF-16 units: near enough. */
const MOST_TOLD = 16 * 1024 * 1024;
/** What a line counts as without its text: an empty one takes memory, too. */
const LINE_SIZE = 16;

/**
 * For what is kept of the output of a program.
 *
 * @param refusal makes the error
 * @returns counts a text. It throws when that is too much in all.
 */
export function limitTold(refusal: (why: string) => Error): (text: string) => void {
  let length = 0;
  return (text) => {
    length += text.length + LINE_SIZE;
    if (length > MOST_TOLD) throw refusal(`it tells more than ${MOST_TOLD / 1024 / 1024} MiB`);
  };
}
