/** The items of `a, b`, without blanks around them and without empty items. */
export const commaList = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
