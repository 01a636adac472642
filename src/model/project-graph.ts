import type { DependencyCondition } from './service-spec.ts';

/** What a project is made of, to be drawn. Nodes and edges are in the order of their names. */
export interface ProjectGraph {
  readonly project: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** Unique in the graph: `service web`, `network front`. */
  readonly id: string;
  readonly kind: GraphNodeKind;
  /** The key in the file. */
  readonly name: string;
  /** What tells it apart at a glance: the image, the published ports, `external`. */
  readonly details: readonly string[];
  /** What the next `up` would do with it: `create`, `replace`. Absent: nothing. */
  readonly change?: string;
}

export type GraphNodeKind = 'service' | 'network' | 'volume' | 'secret' | 'config';

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: GraphEdgeKind;
  readonly label: string;
  readonly condition?: DependencyCondition;
  /** False: goes on without it. */
  readonly required?: boolean;
}

/** `shares`: a namespace or volumes of another service. */
type GraphEdgeKind = 'depends-on' | 'shares' | 'joins' | 'mounts' | 'reads';
