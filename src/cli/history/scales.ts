import type { RecordedModel } from '../../model/release.ts';

/** How many containers each service has: what was asked for, else what the file says, else one. */
export const scalesOf = ({
  file,
  scale,
}: Pick<RecordedModel, 'file' | 'scale'>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(Object(file.services)).map(([name, spec]) => {
      const { scale: written, deploy } = Object(spec);
      return [name, scale[name] ?? Number(written ?? Object(deploy).replicas ?? 1)];
    }),
  );
