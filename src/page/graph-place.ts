import { signal } from '@preact/signals';
import type { TargetedEvent } from 'preact';

/** How far the drawing is moved, in pixels, and how large it is. undefined: it is fitted into its place. */
export const place = signal<{ readonly x: number; readonly y: number; readonly scale: number } | undefined>(
  undefined,
);
const LARGEST = 3;
const SMALLEST = 0.05;
/** A drawing of one or two services is not blown up. */
export const LARGEST_FIT = 1.25;

export function fitGraph(): void {
  place.value = undefined;
}

function current(section: Element): { readonly x: number; readonly y: number; readonly scale: number } {
  if (place.value) return place.value;
  const svg = section.querySelector('svg');
  if (!svg) return { x: 0, y: 0, scale: 1 };
  const [outer, inner] = [section.getBoundingClientRect(), svg.getBoundingClientRect()];
  const scale = Math.min(inner.width / svg.viewBox.baseVal.width, inner.height / svg.viewBox.baseVal.height);
  return { x: inner.left - outer.left, y: inner.top - outer.top, scale };
}

export function zoom(event: TargetedEvent<HTMLElement, WheelEvent>): void {
  event.preventDefault();
  const section = event.currentTarget;
  const { x, y, scale } = current(section);
  const next = Math.min(LARGEST, Math.max(SMALLEST, scale * Math.exp(-event.deltaY / 400)));
  const { left, top } = section.getBoundingClientRect();
  const [pointerX, pointerY] = [event.clientX - left, event.clientY - top];
  const grown = next / scale;
  place.value = { x: pointerX - (pointerX - x) * grown, y: pointerY - (pointerY - y) * grown, scale: next };
}

export function pan(event: TargetedEvent<HTMLElement, PointerEvent>): void {
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
