import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyboxLayer } from '../../src/cli/ingress-image/busybox-layer.ts';
import { DebianPackages } from '../../src/cli/ingress-image/debian-packages.ts';
import { ingressParts, PROGRAM_PACKAGES, programsLayer } from '../../src/cli/ingress-image/ingress-layers.ts';
import { busybox } from './busybox-image.ts';
import { ask, type Host } from './engine-api.ts';
import { architecture, loadImage } from './image-archive.ts';

/** HAProxy, and what gantry runs beside it: busybox (`reconciler/ingress/ingress-programs.ts`) and nftables (`reconciler/hold`). */
export const INGRESS_IMAGE = 'gantry-ingress:haproxy-3.0-nftables';

const folder = '/var/tmp/gantry-ingress';
/** A new number makes it anew. */
const kept = join(folder, '3.tar');

/** Gives the engine the image, made of Debian's packages once and kept: no registry is asked. */
export async function loadIngressImage(host: Host): Promise<void> {
  if ((await ask(host, 'GET', `/images/${INGRESS_IMAGE}/json`)).status === 200) return;
  const parts = ingressParts(await busyboxLayer(busybox), await keptPrograms(), architecture());
  await loadImage(host, INGRESS_IMAGE, parts);
}

async function keptPrograms(): Promise<Buffer> {
  try {
    return readFileSync(kept);
  } catch {
    console.error(
      `making an image of ${PROGRAM_PACKAGES.join(' and ')} from packages (some seconds, once) …`,
    );
  }
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, 'packages-'));
  try {
    const { root } = await new DebianPackages(work).unpack(PROGRAM_PACKAGES);
    const made = await programsLayer(root);
    // Under another name until it is whole: an interrupted run must not leave half an image.
    const unfinished = `${kept}.${process.pid}`;
    writeFileSync(unfinished, made);
    renameSync(unfinished, kept);
    return made;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
