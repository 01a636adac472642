/** Its centre and its size. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From left to right: where boxes stand above each other. */
interface Column {
  readonly left: number;
  readonly right: number;
}

export function columnsOf(boxes: readonly Box[]): readonly Column[] {
  const widest = new Map<number, number>();
  for (const { x, width } of boxes)
    widest.set(Math.round(x), Math.max(width, widest.get(Math.round(x)) ?? 0));
  return [...widest].map(([x, width]) => ({ left: x - width / 2, right: x + width / 2 }));
}

/**
 * The way of an edge around all boxes. The layout leaves a gap between boxes wherever an edge goes through their column, at the
 * height of a bend point. So an edge is horizontal within a column, and slants only between columns.
 */
export function route(
  bends: readonly Point[],
  from: Box,
  to: Box,
  columns: readonly Column[],
): readonly Point[] {
  const toRight = from.x <= to.x;
  const columnAt = (x: number): Column | undefined =>
    columns.find(({ left, right }) => left <= x && x <= right);
  const side = (box: Box, goesRight: boolean): Point => ({
    x: box.x + (goesRight ? 1 : -1) * (box.width / 2),
    y: box.y,
  });
  const edgeOf = (box: Box, goesRight: boolean): readonly Point[] => {
    const column = columnAt(box.x);
    return column ? [{ x: goesRight ? column.right : column.left, y: box.y }] : [];
  };
  const through = bends.slice(1, -1).flatMap(({ x, y }): readonly Point[] => {
    const column = columnAt(x);
    if (!column) return [{ x, y }];
    const ends = [column.left, column.right].map((end) => ({ x: end, y }));
    return toRight ? ends : ends.reverse();
  });
  return [
    side(from, toRight),
    ...edgeOf(from, toRight),
    ...through,
    ...edgeOf(to, !toRight),
    side(to, !toRight),
  ];
}
