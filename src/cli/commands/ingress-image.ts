import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { IngressImageOptions } from '../ingress-image/make-ingress-image.ts';

export function ingressImageCommand(cli: Cli): Command {
  return new Command('ingress-image')
    .description(
      'Make an image for ingresses of the packages of Debian or Ubuntu, and load it; needs no registry, and installs nothing',
    )
    .option(
      '--tag <name>',
      'the name of the image; default: gantry-ingress:haproxy-VERSION-nftables, such as gantry-ingress:haproxy-3.0-nftables',
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (options: IngressImageOptions) => {
      const { makeIngressImage } = await import('../ingress-image/make-ingress-image.ts');
      cli.exitWith(await makeIngressImage(cli, options));
    });
}
