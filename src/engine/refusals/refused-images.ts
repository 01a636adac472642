import { type Meanings, plain, settings } from './refusal-words.ts';

/** Messages about images, also from registries. */
export const REFUSED_IMAGES: Meanings = [
  [
    /No such image: (\S+)/i,
    ([, image]) => ({
      code: 'image-not-found',
      message: `the engine has no image ${image}`,
      hint: 'pull or build it first, or correct its name',
      ...settings('image'),
    }),
  ],
  [
    /image with reference (\S+) was found but does not match the specified platform: wanted (\S+), actual: (\S+)/,
    ([, image, wanted, actual]) => ({
      code: 'image-not-found',
      message: `the engine has image ${image} for ${actual}, and ${wanted?.replace(/,$/, '')} is wanted`,
      hint: 'pull or build it for that platform, or leave `platform` out',
      ...settings('platform', 'image'),
    }),
  ],
  [
    /pull access denied for (\S+?),|requested access to the resource is denied/,
    ([, image]) => ({
      code: 'image-not-found',
      message: `the registry denies access to ${image ? `image ${image}` : 'the image'}: it does not exist, or you are not logged in`,
      hint: 'correct the name, log in with `docker login`, or give the service a `build`',
      ...settings('image'),
    }),
  ],
  [
    /manifest for (\S+) not found|manifest unknown|(\S+): not found$/,
    ([, image, other]) => ({
      code: 'image-not-found',
      message: `the registry has no ${image ?? other ?? 'image of that name and tag'}`,
      hint: 'correct the name or the tag',
      ...settings('image'),
    }),
  ],
  [
    /no matching manifest for (\S+)/,
    ([, platform]) => ({
      code: 'image-not-found',
      message: `the image does not exist for ${platform}`,
      hint: 'set `platform` to one that it exists for, or choose another image',
      ...settings('platform', 'image'),
    }),
  ],
  [
    /unauthorized|authentication required|no basic auth credentials/i,
    () => ({
      code: 'image-not-found',
      message: 'the registry does not accept your login',
      refusal: { kind: 'login-refused' },
      hint: 'log in with `docker login REGISTRY`',
      ...settings('image'),
    }),
  ],
  [
    /^unknown: <[\s\S]*<title>([^<]+)/i,
    ([, title]) => ({
      code: 'image-not-found',
      message: `what answers is no registry: it sent a page, ${JSON.stringify(title?.trim())}`,
      hint: 'correct the name of the registry in the image, or its port',
      ...settings('image'),
    }),
  ],
  [
    /toomanyrequests/i,
    () => ({
      code: 'registry-unreachable',
      message: "the registry's rate limit is reached",
      hint: 'log in with `docker login` for a higher limit, or try again later',
    }),
  ],
  [
    /(?:Get|Head) "?https:\/\/([^/"]+)\S*: (?:http: )?server gave HTTP response to HTTPS client/,
    ([, registry]) => ({
      code: 'registry-unreachable',
      message: `the registry ${registry} uses plain HTTP, and the engine accepts only TLS from it`,
      hint: `give the registry a certificate, or name it under \`insecure-registries\` in the engine's daemon.json: ["${registry}"]`,
      ...settings(['image', registry ?? ''], 'image'),
    }),
  ],
  [
    /(?:Get|Head) "?https:\/\/([^/"]+)\S*: .*x509: (.+)/,
    ([, registry, why]) => ({
      code: 'registry-unreachable',
      message: `the engine does not trust the certificate of the registry ${registry}: ${why}`,
      hint: `put the certificate of its authority on the engine's machine: /etc/docker/certs.d/${registry}/ca.crt`,
      ...settings(['image', registry ?? ''], 'image'),
    }),
  ],
  [
    /(?:Get|Head) "?https?:\/\/([^/"]+)[^ ]*: (.+)/,
    ([, registry, why]) => ({
      code: 'registry-unreachable',
      message: `the engine cannot reach the registry ${registry}: ${plain(why)}`,
      hint: 'check the network of the engine and its proxy, and the name of the registry in the image',
      ...settings(['image', registry ?? ''], 'image'),
    }),
  ],
  [
    /invalid reference format/,
    () => ({
      code: 'image-not-found',
      message: 'the name of the image is not valid',
      hint: 'write it as `name`, `name:tag` or `registry/name:tag`, in lower case',
      ...settings('image'),
    }),
  ],
];
