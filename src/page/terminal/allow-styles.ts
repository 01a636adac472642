/**
 * Lets what xterm draws have its styles under a policy that allows none in markup. It writes rules into `style` elements, and colours beyond
 * the palette into `style` attributes; the policy of the page refuses both, as a text may stand in them, and allows what a script sets by its
 * own calls. So while a terminal is open, the rules become constructed style sheets, and the attributes properties.
 *
 * Preact makes its elements with `createElementNS`, so none of the page's own are touched.
 *
 * @param rules that belong to it
 * @returns ends that
 */
export function allowStyles(rules: string): () => void {
  const sheets = new Set<CSSStyleSheet>();
  const add = (text: string): CSSStyleSheet => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    sheets.add(sheet);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return sheet;
  };
  add(rules);
  const original = document.createElement.bind(document);
  const createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    if (name === 'style') return styleElement(original('span'), add(''));
    const element = original(name, options);
    return name === 'span' ? withStyleAttribute(element) : element;
  };
  Object.defineProperty(document, 'createElement', { value: createElement, configurable: true });
  return () => {
    Reflect.deleteProperty(document, 'createElement');
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !sheets.has(sheet));
  };
}

/** Its text is the text of the sheet. */
function styleElement(element: HTMLElement, sheet: CSSStyleSheet): HTMLElement {
  element.hidden = true;
  Object.defineProperty(element, 'textContent', { set: (text: string) => sheet.replaceSync(text) });
  return element;
}

function withStyleAttribute(element: HTMLElement): HTMLElement {
  const original = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else original(name, value);
  };
  return element;
}
