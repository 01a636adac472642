import type { DependencyCondition } from './service-spec.ts';

/** The parts of a project, for a drawing. Nodes and edges are in the order of their names. */
export interface ProjectGraph {
  readonly project: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** Unique in the graph: `service web`, `network front`. */
  readonly id: string;
  readonly kind: GraphNodeKind;
  /** The key in the file; of a bind, the path on the host. */
  readonly name: string;
  /** Short details: the image, the published ports, `external`. */
  readonly details: readonly string[];
  /** The change of the next `up`: `create`, `replace`. Absent: none. */
  readonly change?: string;
}

export type GraphNodeKind = 'service' | 'network' | 'volume' | 'bind' | 'secret' | 'config' | 'node';

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: GraphEdgeKind;
  readonly label: string;
  readonly condition?: DependencyCondition;
  /** False: `required: false`. */
  readonly required?: boolean;
}

/** `shares`: a namespace or volumes of another service. `runs-on`: it has tasks on a node of a swarm. */
type GraphEdgeKind = 'depends-on' | 'shares' | 'joins' | 'mounts' | 'reads' | 'runs-on';
