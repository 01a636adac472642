import { flagOf } from '../dockerfile/words.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import type { BuiltImage, Subject } from '../subject/subject.ts';

/** On another machine such a stage runs in an emulator, many times slower, or not at all. */
export const platformConstant: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look(subject) {
    for (const image of subject.images)
      for (const { from } of image.stages.built) {
        const flag = flagOf(from, 'platform');
        if (!flag || flag.value.includes('$') || areAllFor(subject, image, flag.value)) continue;
        yield {
          at: inDockerfile(image, flag),
          message: `this stage is for ${flag.value} on every machine`,
          hint: 'leave it to "platform" of the service, or write --platform=$BUILDPLATFORM for a stage that builds for others',
        };
      }
  },
};

/** The service says the same, so it is meant. */
const areAllFor = ({ project }: Subject, { users }: BuiltImage, platform: string): boolean =>
  users.every((name) => (project.services.get(name)?.platform ?? project.defaultPlatform) === platform);
