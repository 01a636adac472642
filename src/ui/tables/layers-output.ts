import { positionOf } from '../../diagnostics/source.ts';
import type { ImageReport, LayerReport } from '../../model/image-report.ts';
import { visible } from '../../util/disarm.ts';
import { humanSize } from '../../util/human-size.ts';
import { formatFittingTable } from './table.ts';

/** The layers of each image, the lowest first, with what made them. */
export const layersText = (images: readonly ImageReport[], columns: number): string =>
  images.map((image) => `${titleOf(image)}\n${tableOf(image, columns)}`).join('\n');

function titleOf({ image, services, bytes, layers, isCurrent }: ImageReport): string {
  const size =
    bytes === undefined
      ? ''
      : `, ${humanSize(bytes)} in ${layers.length} ${layers.length === 1 ? 'layer' : 'layers'}`;
  const old = isCurrent === false ? '; it was not built from what its Dockerfile says now' : '';
  return `${visible(image)} (${services.join(', ')})${size}${old}`;
}

function tableOf({ layers }: ImageReport, columns: number): string {
  if (layers.length === 0) return '  its layers cannot be read\n';
  const rows = layers.map((layer) => [
    layer.bytes === undefined ? '?' : humanSize(layer.bytes),
    humanSize(layer.totalBytes),
    whereText(layer),
    layer.instruction.replaceAll(/\s+/g, ' '),
  ]);
  return formatFittingTable(['SIZE', 'TOTAL', 'FROM', 'INSTRUCTION'], rows, columns, [
    { column: 'INSTRUCTION', downTo: 20 },
  ]);
}

function whereText({ at, isOfBase }: LayerReport): string {
  if (at) return `${at.source.name}:${positionOf(at.source, at.start).line}`;
  return isOfBase ? 'the image below' : '';
}
