import { type Meanings, plain, settings } from './refusal-words.ts';

/** Applies only to a command of the file; the user typed the command of `run`. */
const commandWith = (program: string | undefined) =>
  settings(['command', program ?? ''], ['entrypoint', program ?? '']);

/** The command, the user and the working folder of a container. */
export const REFUSED_PROGRAMS: Meanings = [
  [
    /exec: "([^"]+)": (?:executable file not found|stat \S+: no such file|no such file)/,
    ([, program], { image }) => ({
      code: 'program-not-found',
      message: `${image} has no program ${JSON.stringify(program)}`,
      refusal: { kind: 'no-program' },
      hint: 'correct the command; a text in `command` or `entrypoint` is split at spaces, and only a shell knows pipes and variables',
      ...commandWith(program),
    }),
  ],
  [
    /exec: "([^"]+)": permission denied/,
    ([, program]) => ({
      code: 'program-not-found',
      message: `${JSON.stringify(program)} may not be executed in the container`,
      hint: 'make it executable (`chmod +x`), or call it through its interpreter; a folder cannot be executed',
      ...commandWith(program),
    }),
  ],
  [
    /exec: "([^"]+)": exec format error|exec (\S+?): exec format error/,
    ([, program, other]) => ({
      code: 'program-not-found',
      message: `${JSON.stringify(program ?? other)} is no program for this machine`,
      hint: 'it is made for another processor (see `platform`), or is a script without an interpreter line (`#!`)',
      ...commandWith(program ?? other),
    }),
  ],
  [
    /exec: "([^"]+)": is a directory/,
    ([, program]) => ({
      code: 'program-not-found',
      message: `${JSON.stringify(program)} is a folder of the container, not a program`,
      hint: 'correct `command` or `entrypoint`',
      ...commandWith(program),
    }),
  ],
  [
    /Cannot mkdir: (\S+) is not a directory/,
    ([, folder], { container }) => ({
      code: 'program-not-found',
      message: `${container} cannot work in ${folder}: it is a file`,
      hint: 'correct `working_dir`',
      ...settings(['working_dir', folder ?? '']),
    }),
  ],
  [
    /chdir to cwd \("([^"]+)"\).*?: (\w[\w ]+?)(?:: unknown)?$/,
    ([, folder, why], { container }) => ({
      code: 'program-not-found',
      message: `${container} cannot work in ${folder}: ${plain(why)}`,
      hint: 'correct `working_dir` or `user`',
      ...settings(['working_dir', folder ?? ''], 'user'),
    }),
  ],
  [
    /unable to find user (\S+?):/,
    ([, user], { image }) => ({
      code: 'program-not-found',
      message: `${image} has no user ${user}`,
      refusal: { kind: 'no-user', user: user ?? '' },
      hint: 'correct `user`, or give it as a number',
      ...settings(['user', user ?? '']),
    }),
  ],
  [
    /unable to find group (\S+?):/i,
    ([, group], { image }) => ({
      code: 'program-not-found',
      message: `${image} has no group ${group}`,
      refusal: { kind: 'no-user', user: group ?? '' },
      hint: 'correct `group_add` or `user`, or give the group as a number',
      ...settings(['group_add', group ?? ''], 'user'),
    }),
  ],
  [
    /the working directory '([^']+)' is invalid, it needs to be an absolute path/,
    ([, folder], { container }) => ({
      code: 'program-not-found',
      message: `${container} cannot work in ${folder}: it is not a whole path`,
      hint: `write it with all that is above it, from / on`,
      ...settings(['working_dir', folder ?? '']),
    }),
  ],
];
