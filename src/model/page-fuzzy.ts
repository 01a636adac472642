/**
 * How well a text fits what was typed: all its characters in their order. Lower is better: few characters between them, near the start.
 *
 * @returns undefined: it does not
 */
export function fuzzyScore(text: string, typed: string): number | undefined {
  const lower = text.toLowerCase();
  let score = 0;
  let from = 0;
  for (const character of typed.toLowerCase().replaceAll(/\s/g, '')) {
    const at = lower.indexOf(character, from);
    if (at < 0) return undefined;
    score += at - from;
    from = at + 1;
  }
  return score + lower.length / 1000;
}
