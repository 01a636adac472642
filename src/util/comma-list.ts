/** The items of `a, b`, without blanks around them; empty ones are none. */
export const commaList = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
