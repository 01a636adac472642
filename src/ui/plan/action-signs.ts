import type { Action } from './action.ts';

/** In front of a resource: what is done to it, at a glance. */
export const SIGNS: { readonly [A in Action]: string } = {
  create: '+',
  pull: '↓',
  build: '+',
  push: '↑',
  publish: '↑',
  replace: '±',
  update: '~',
  restart: '~',
  start: '▸',
  run: '▸',
  prepare: '↓',
  stop: '■',
  pause: '■',
  unpause: '▸',
  commit: '+',
  copy: '~',
  kill: '■',
  move: '~',
  hold: '■',
  remove: '-',
  trash: '-',
  'back up': '↑',
  restore: '+',
};
