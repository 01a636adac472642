import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** `kind: 'wait-for'` with another text, or compared with one, does not compile: no test has to notice it. */
const kinds = {
  shouldIgnore({ node, parent }) {
    if (node.type !== 'StringLiteral') return undefined;
    const other = parent.type === 'BinaryExpression' && (parent.left === node ? parent.right : parent.left);
    const named = other ? (other.property ?? other) : parent.key;
    return named?.name === 'kind' ? 'the compiler holds what kinds there are' : undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'kinds', kinds)];
