import { signal } from '@preact/signals';
import type { JSX, TargetedEvent } from 'preact';
import { changeShape } from '../model/page-services.ts';
import type { PageBox, PageLine, PageService, PageState } from '../model/page-state.ts';
import { SHAPES } from '../model/page-words.ts';
import { pure } from './pure.ts';
import { activeSteps, openService, selected, waitingServices } from './store.ts';

/** How far the drawing is moved, in pixels, and how large it is. undefined: it is fitted into its place. */
const place = signal<{ readonly x: number; readonly y: number; readonly scale: number } | undefined>(
  undefined,
);
const LARGEST = 3;
const SMALLEST = 0.05;
/** A drawing of one or two services is not blown up. */
const LARGEST_FIT = 1.25;

function fitGraph(): void {
  place.value = undefined;
}

/** What is waited for stands to the right. The list says the same in words, for who does not see this. */
export function Graph({ state }: { readonly state: PageState }): JSX.Element {
  const { drawing, services } = state;
  const neighbours = neighboursOf(state, selected.value);
  return (
    <section class="graph" aria-label="Graph of the services" onWheel={zoom} onPointerDown={pan}>
      <svg
        viewBox={`0 0 ${Math.max(1, drawing.width)} ${Math.max(1, drawing.height)}`}
        width={drawing.width * (place.value?.scale ?? 1)}
        height={drawing.height * (place.value?.scale ?? 1)}
        class={place.value ? 'placed' : 'fitted'}
        style={
          place.value
            ? { transform: `translate(${place.value.x}px, ${place.value.y}px)` }
            : { maxWidth: `${drawing.width * LARGEST_FIT}px` }
        }
        role="group"
        aria-label={`${Object.keys(services).length} services, what is waited for to the right`}
      >
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
        {drawing.lines.map((line) => (
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
            box={box}
            service={services[name]}
            step={activeSteps.value.get(name)}
            waits={waitingServices.value.get(name)?.join(', ')}
            isSelected={selected.value === name}
            isFar={neighbours !== undefined && !neighbours.has(name)}
          />
        ))}
      </svg>
      <button type="button" class="fit" onClick={fitGraph}>
        Fit
      </button>
    </section>
  );
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

interface NodeProps {
  readonly box: PageBox;
  readonly service: PageService | undefined;
  readonly step: string | undefined;
  /** The services that it waits for in the run that goes on. */
  readonly waits: string | undefined;
  readonly isSelected: boolean;
  readonly isFar: boolean;
}

const Node = pure(({ box, service, step, waits, isSelected, isFar }: NodeProps) => {
  if (!service) return null;
  const { name, status, says, image = '', change, disruption } = service;
  const [left, top] = [box.x - box.width / 2, box.y - box.height / 2];
  const doing = step === undefined ? waits && `waits for ${waits}` : `${step} …`;
  const total = Object.keys(service.containers).length;
  const classes = [
    `node node-${status}`,
    change !== undefined && 'changes',
    disruption !== undefined && `disruption-${disruption}`,
    step !== undefined && 'active',
    isSelected && 'selected',
    isFar && 'far',
  ];
  return (
    <g
      class={classes.filter(Boolean).join(' ')}
      transform={`translate(${left} ${top})`}
      role="button"
      tabIndex={0}
      onClick={() => openService(name)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') openService(name);
      }}
    >
      <rect width={box.width} height={box.height} rx="6" />
      <text class="shape" x="12" y="24" aria-hidden="true">
        {SHAPES[status]}
      </text>
      <text class="name" x="30" y="24">
        {clip(name, 18)}
        {total > 1 && ` ×${total}`}{' '}
      </text>
      <text class="says" x="12" y="40">
        {clip(doing ?? says, 27)}
      </text>
      <text class="image" x="12" y="54" aria-hidden="true">
        {clip(image, 27)}
      </text>
      {change !== undefined && (
        <>
          <text class="change" x={box.width - 8} y="24" text-anchor="end" aria-hidden="true">
            {changeShape(change)}
          </text>
          <text class="unseen">the plan: {change}</text>
        </>
      )}
    </g>
  );
});

const clip = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

function current(section: Element): { readonly x: number; readonly y: number; readonly scale: number } {
  if (place.value) return place.value;
  const svg = section.querySelector('svg');
  if (!svg) return { x: 0, y: 0, scale: 1 };
  const [outer, inner] = [section.getBoundingClientRect(), svg.getBoundingClientRect()];
  const scale = Math.min(inner.width / svg.viewBox.baseVal.width, inner.height / svg.viewBox.baseVal.height);
  return { x: inner.left - outer.left, y: inner.top - outer.top, scale };
}

function zoom(event: TargetedEvent<HTMLElement, WheelEvent>): void {
  event.preventDefault();
  const section = event.currentTarget;
  const { x, y, scale } = current(section);
  const next = Math.min(LARGEST, Math.max(SMALLEST, scale * Math.exp(-event.deltaY / 400)));
  const { left, top } = section.getBoundingClientRect();
  const [pointerX, pointerY] = [event.clientX - left, event.clientY - top];
  const grown = next / scale;
  place.value = { x: pointerX - (pointerX - x) * grown, y: pointerY - (pointerY - y) * grown, scale: next };
}

function pan(event: TargetedEvent<HTMLElement, PointerEvent>): void {
  if (
    event.button !== 0 ||
    (event.target instanceof Element && event.target.closest('[role=button], button'))
  )
    return;
  const section = event.currentTarget;
  const from = current(section);
  const { clientX, clientY, pointerId } = event;
  section.setPointerCapture(pointerId);
  const move = (moved: PointerEvent): void => {
    place.value = { ...from, x: from.x + moved.clientX - clientX, y: from.y + moved.clientY - clientY };
  };
  section.addEventListener('pointermove', move);
  section.addEventListener('pointerup', () => section.removeEventListener('pointermove', move), {
    once: true,
  });
}
