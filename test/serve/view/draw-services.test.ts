import { describe, expect, test } from 'vitest';
import { drawServices } from '../../../src/serve/view/draw-services.ts';

const edge = (from: string, to: string) => ({ from, to, label: 'started' });

describe('the drawing of services', () => {
  test('has what is waited for to the right, and a line for each edge', () => {
    const { boxes, lines } = drawServices(['web', 'db'], [edge('web', 'db')]);

    expect(boxes.web?.x).toBeLessThan(boxes.db?.x ?? 0);
    expect(lines).toMatchObject([{ from: 'web', to: 'db', label: 'started' }]);
    expect(lines[0]?.points.length).toBeGreaterThan(1);
  });

  test('puts no service on another one, tied or not, in its own size', () => {
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const drawing = drawServices(names, [edge('s0', 's1'), edge('s1', 's2'), edge('s0', 's2')]);
    const boxes = Object.values(drawing.boxes);

    expect(boxes.length).toBe(40);
    for (const [index, one] of boxes.entries()) {
      expect(one.x + one.width / 2).toBeLessThanOrEqual(drawing.width);
      expect(one.y + one.height / 2).toBeLessThanOrEqual(drawing.height);
      for (const other of boxes.slice(index + 1))
        expect(Math.abs(one.x - other.x) >= one.width || Math.abs(one.y - other.y) >= one.height).toBe(true);
    }
  });

  test('is the same for the same services, and empty for none', () => {
    const draw = () => drawServices(['a', 'b', 'c'], [edge('a', 'b'), edge('a', 'c')]);

    expect(draw()).toEqual(draw());
    expect(drawServices([], [])).toMatchObject({ boxes: {}, lines: [] });
  });
});
