declare module '@xterm/xterm/css/xterm.css' {
  /** Minified, as the bundle has it. */
  const text: string;
  export default text;
}

declare module '*.css' {}
