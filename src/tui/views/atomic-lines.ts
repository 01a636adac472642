import type { PagePlan } from '../../model/page-state.ts';
import type { Line } from '../screen/span.ts';
import { wrap } from './wrap.ts';

/** What becomes of the plan when some of it fails, where that is not what it usually is. */
export const atomicLines = ({ atomic }: PagePlan, columns: number): readonly Line[] =>
  atomic === undefined ? [] : wrap(`atomic: ${atomic}`, columns);
