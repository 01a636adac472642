import type { ComponentChildren, JSX } from 'preact';
import type { PageDrawing, PageGroup, PageLine, PageState } from '../model/page-state.ts';
import { clip, Node } from './graph-node.tsx';
import { fitGraph, LARGEST_FIT, pan, place, zoom } from './graph-place.ts';
import { drawingOf, resources, switchResources } from './graph-resources.ts';
import './graph.css';
import { pure } from './pure.ts';
import { activeSteps, selected, waitingServices } from './store.ts';

/** What is waited for stands to the right. The list says the same in words, for who does not see this. */
export function Graph({ state }: { readonly state: PageState }): JSX.Element {
  const { services } = state;
  const drawing = drawingOf(state);
  const neighbours = neighboursOf(state, selected.value);
  return (
    <section class="graph" aria-label="Graph of the services" onWheel={zoom} onPointerDown={pan}>
      <Canvas drawing={drawing} label={`${Object.keys(services).length} services, ${ORDER}`}>
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0 L8 4 L0 8 z" class="head" />
          </marker>
        </defs>
        {drawing.groups?.map((group) => (
          <Group key={group.name} group={group} />
        ))}
        {linesOf(state, drawing).map((line) => (
          <Line
            key={`${line.from} ${line.to}`}
            line={line}
            isWaiting={waitingServices.value.get(line.from)?.includes(line.to) ?? false}
            isNear={neighbours !== undefined && (line.from === selected.value || line.to === selected.value)}
          />
        ))}
        {Object.entries(drawing.boxes).map(([name, box]) => (
          <Node
            key={name}
            name={name}
            box={box}
            service={services[name]}
            step={activeSteps.value.get(name)}
            waits={waitingServices.value.get(name)?.join(', ')}
            isSelected={selected.value === name}
            isFar={neighbours !== undefined && !neighbours.has(name)}
          />
        ))}
      </Canvas>
      <div class="graph-actions">
        {!drawing.groups && (
          <button
            type="button"
            aria-pressed={resources.value !== undefined}
            onClick={() => void switchResources()}
          >
            Networks and volumes
          </button>
        )}
        <button type="button" onClick={fitGraph}>
          Fit
        </button>
      </div>
    </section>
  );
}

const ORDER = 'what is waited for to the right';

interface CanvasProps {
  readonly drawing: PageDrawing;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Moves what is drawn, without drawing it again. */
function Canvas({ drawing: { width, height }, label, children }: CanvasProps): JSX.Element {
  const { x, y, scale } = place.value ?? { x: 0, y: 0, scale: 1 };
  return (
    <svg
      viewBox={`0 0 ${Math.max(1, width)} ${Math.max(1, height)}`}
      width={width * scale}
      height={height * scale}
      class={place.value ? 'placed' : 'fitted'}
      style={
        place.value
          ? { transform: `translate(${x}px, ${y}px)`, maxWidth: '' }
          : { transform: '', maxWidth: `${width * LARGEST_FIT}px` }
      }
      role="group"
      aria-label={label}
    >
      {children}
    </svg>
  );
}

const Group = pure(({ group }: { readonly group: PageGroup }) => (
  <g class="group" aria-hidden="true">
    <rect x={group.left} y={group.top} width={group.width} height={group.height} rx="8" />
    <text x={group.left + 12} y={group.top + 20}>
      {clip(group.name, 24)} · {group.size}
    </text>
  </g>
));

/** In a drawing of groups, the lines of the selected service alone: all of them are read by nobody. */
function linesOf({ edges }: PageState, { lines, boxes, groups }: PageDrawing): readonly PageLine[] {
  if (!groups) return lines;
  const name = selected.value;
  return edges.flatMap(({ from, to, label }) => {
    const [start, end] = [boxes[from], boxes[to]];
    if ((from !== name && to !== name) || !start || !end) return [];
    const sign = Math.sign(end.x - start.x) || 1;
    const points = [
      [start.x + (sign * start.width) / 2, start.y],
      [end.x - (sign * end.width) / 2, end.y],
    ] as const;
    return [{ from, to, label, points }];
  });
}

/** What the selected one waits for, however indirectly, and what waits for it. */
function neighboursOf(
  { edges, services }: PageState,
  name: string | undefined,
): ReadonlySet<string> | undefined {
  if (name === undefined || !services[name]) return undefined;
  const found = new Set([name]);
  const follow = (from: 'from' | 'to', to: 'from' | 'to'): void => {
    const seen = [name];
    for (let here = seen.pop(); here !== undefined; here = seen.pop())
      for (const edge of edges)
        if (edge[from] === here && !found.has(edge[to])) {
          found.add(edge[to]);
          seen.push(edge[to]);
        }
  };
  follow('from', 'to');
  const below = new Set(found);
  found.clear();
  found.add(name);
  follow('to', 'from');
  return new Set([...found, ...below]);
}

interface LineProps {
  readonly line: PageLine;
  /** One end waits for the other in the run that goes on. */
  readonly isWaiting: boolean;
  readonly isNear: boolean;
}

const Line = pure(({ line, isWaiting, isNear }: LineProps) => {
  const middle = line.points[Math.floor(line.points.length / 2)] ?? [0, 0];
  return (
    <g class={`line${isNear ? ' near' : ''}${isWaiting ? ' waits' : ''}`}>
      <path d={pathOf(line.points)} marker-end="url(#arrow)" />
      <text x={middle[0]} y={middle[1] - 5}>
        {line.label}
      </text>
    </g>
  );
});

/** Through the middles between the points, so that there are no corners. */
function pathOf(points: PageLine['points']): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const curves = rest.slice(0, -1).map(([x, y], at) => {
    const [nextX, nextY] = rest[at + 1] ?? last;
    const end = at === rest.length - 2 ? last : [(x + nextX) / 2, (y + nextY) / 2];
    return `Q ${x} ${y} ${end[0]} ${end[1]}`;
  });
  return [`M ${first[0]} ${first[1]}`, ...curves, `L ${last[0]} ${last[1]}`].join(' ');
}
