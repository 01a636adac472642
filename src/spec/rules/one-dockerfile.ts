import { type Rule, reportAt, written } from './rule.ts';

/** A build has either `dockerfile` or `dockerfile_inline`. */
export const oneDockerfile: Rule = (checked) => {
  for (const { name } of checked.services.values()) {
    const build = ['services', name, 'build'];
    const both = ['dockerfile', 'dockerfile_inline'].every(
      (key) => (written(checked.tree, [...build, key]) ?? '') !== '',
    );
    if (!both) continue;
    reportAt(checked, [...build, 'dockerfile_inline'], {
      code: 'conflicting-attributes',
      part: 'key',
      message: `the build of service "${name}" has both "dockerfile" and "dockerfile_inline"`,
      hint: 'leave out one of them',
    });
  }
};
