import { Component, type ComponentChild } from 'preact';

/** A part of the page that is drawn again only when one of its properties is another one. */
export function pure<P extends object>(draw: (props: P) => ComponentChild) {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const [before, after] = [Object.entries(this.props), Object.entries(next)];
      return (
        before.length !== after.length ||
        after.some(([name, value], at) => before[at]?.[0] !== name || before[at]?.[1] !== value)
      );
    }

    override render(): ComponentChild {
      return draw(this.props);
    }
  };
}
