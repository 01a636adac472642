import { gantry, type Hint } from '../../diagnostics/hint.ts';
import type { Concern } from '../../diagnostics/user-error.ts';

/** Where the files say what the ingress of a service is made of: there, or that there is one. */
export const concernOfImage = (service: string): Concern => ({
  of: [],
  settings: [
    `services.${service}.x-gantry.ingress.image`,
    'x-gantry.ingress.image',
    `services.${service}.deploy.update_config.order`,
  ],
});

const MAKE_ONE = [
  '`',
  gantry('ingress-image'),
  '` makes one of Debian packages, without a registry',
] as const;

export const IMAGE_HINT: Hint = [
  'write the name of another one, `x-gantry: {ingress: {image: NAME}}`; ',
  ...MAKE_ONE,
  '; docs/updates.md has a Dockerfile for one of your own',
];

export const NFT_HINT: Hint = [
  'UDP needs an image with nftables 1.0; ',
  ...MAKE_ONE,
  '; docs/updates.md has a Dockerfile; or write `order: stop-first` for this service',
];
