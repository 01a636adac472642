import type { ServiceSpec } from '../model/project.ts';
import type { UpIntent } from './intent.ts';

/** What may happen to the image of a service before its containers are made. */
export interface PullPolicy {
  readonly pull: 'always' | 'missing' | 'never';
  readonly build: 'always' | 'missing' | 'never';
  /** The policy as written, when it asks for something that is not done. */
  readonly notDone?: string;
}

/** The flags win over the file. Without `build:` in the file there is nothing to build. */
export function pullPolicy(service: ServiceSpec, intent: UpIntent): PullPolicy {
  const flag = intent.pull === 'policy' ? undefined : intent.pull;
  const written = flag ?? service.pullPolicy ?? 'missing';
  const buildable = service.build !== undefined && intent.build !== 'never';
  const always = buildable && (intent.build === true || written === 'build');
  const build = always ? 'always' : buildable ? 'missing' : 'never';
  if (written === 'always' || written === 'never') return { pull: written, build };
  if (/^(daily|weekly|every_|refresh)/.test(written)) return { pull: 'missing', build, notDone: written };
  return { pull: 'missing', build };
}
