import { type Rule, reportAt } from './rule.ts';

/** `build.platforms` contains the `platform` of the service. */
export const platformIsBuilt: Rule = (checked) => {
  for (const { name, platform, build } of checked.services.values()) {
    if (platform === undefined || !build || build.platforms.length === 0) continue;
    if (build.platforms.includes(platform)) continue;
    reportAt(checked, ['services', name, 'build', 'platforms'], {
      code: 'conflicting-attributes',
      message: `service "${name}" runs on ${platform}, but is not built for it`,
      hint: `add ${platform}`,
    });
  }
};
