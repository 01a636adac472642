import type { PageBox, PageDrawing, PageGroup } from '../../model/page-state.ts';
import type { ServiceGroup } from './group-services.ts';

/** Pixels. A box of this height has room for one line. */
const BOX = { width: 168, height: 28 };
const GAP = 8;
const PADDING = 12;
/** For the name of the group. */
const HEAD = 30;
const MARGIN = 16;
/** A screen is wider than high. */
const ASPECT = 1.7;

/** Groups as frames side by side, with their services in rows and columns. Lines are drawn for what is selected. */
export function drawGroups(groups: readonly ServiceGroup[]): PageDrawing {
  const frames = groups.map(frameOf);
  const area = frames.reduce((sum, { width, height }) => sum + (width + MARGIN) * (height + MARGIN), 0);
  const widest = Math.max(Math.sqrt(area * ASPECT), ...frames.map(({ width }) => width + 2 * MARGIN));
  const boxes: [string, PageBox][] = [];
  const placed: PageGroup[] = [];
  let [left, top, rowHeight, right] = [MARGIN, MARGIN, 0, 0];
  for (const { group, columns, width, height } of frames) {
    if (left > MARGIN && left + width + MARGIN > widest) {
      left = MARGIN;
      top += rowHeight + MARGIN;
      rowHeight = 0;
    }
    placed.push({ name: group.name, size: group.services.length, left, top, width, height });
    for (const [index, name] of group.services.entries()) {
      const x = left + PADDING + (index % columns) * (BOX.width + GAP) + BOX.width / 2;
      const y = top + HEAD + Math.floor(index / columns) * (BOX.height + GAP) + BOX.height / 2;
      boxes.push([name, { x, y, ...BOX }]);
    }
    left += width + MARGIN;
    right = Math.max(right, left);
    rowHeight = Math.max(rowHeight, height);
  }
  return {
    width: right,
    height: top + rowHeight + MARGIN,
    boxes: Object.fromEntries(boxes),
    lines: [],
    groups: placed,
  };
}

function frameOf(group: ServiceGroup) {
  const total = group.services.length;
  const columns = Math.max(1, Math.round(Math.sqrt((total * BOX.height * ASPECT) / BOX.width)));
  const rows = Math.ceil(total / columns);
  const used = Math.min(columns, total);
  return {
    group,
    columns,
    width: 2 * PADDING + used * BOX.width + (used - 1) * GAP,
    height: HEAD + rows * (BOX.height + GAP) - GAP + PADDING,
  };
}
