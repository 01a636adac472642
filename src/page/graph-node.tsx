import type { JSX } from 'preact';
import { changeShape } from '../model/page-services.ts';
import type { PageBox, PageService } from '../model/page-state.ts';
import { SHAPES } from '../model/page-words.ts';
import { pure } from './pure.ts';
import { openService } from './store.ts';

/** Boxes that are lower have room for one line. */
const FULL_HEIGHT = 60;
const MOST_LINKS = 2;
const LINK_WIDTH = 52;

interface NodeProps {
  /** Of a service, or `network front`. */
  readonly name: string;
  readonly box: PageBox;
  readonly service: PageService | undefined;
  readonly step: string | undefined;
  /** The services that it waits for in the run that goes on. */
  readonly waits: string | undefined;
  readonly isSelected: boolean;
  readonly isFar: boolean;
}

/** A link is beside the button that the service is, as one cannot be in the other. */
export const Node = pure((props: NodeProps) => {
  const { name, box, service, isFar } = props;
  if (!service) return <Resource name={name} box={box} isFar={isFar} />;
  if (box.height < FULL_HEIGHT) return <ServiceButton {...props} service={service} isSmall={true} />;
  const links = service.addresses.filter((url) => /^https?:\/\//.test(url)).slice(0, MOST_LINKS);
  return (
    <>
      <ServiceButton {...props} service={service} isSmall={false} />
      {links.map((url, at) => (
        <a key={url} href={url} target="_blank" rel="noopener noreferrer" aria-label={`open ${url}`}>
          <text
            x={box.x + box.width / 2 - 8 - at * LINK_WIDTH}
            y={box.y + box.height / 2 - 6}
            text-anchor="end"
          >
            :{new URL(url).port || '80'} ↗
          </text>
        </a>
      ))}
    </>
  );
});

interface ButtonProps extends NodeProps {
  readonly service: PageService;
  readonly isSmall: boolean;
}

function ServiceButton({ box, service, step, waits, isSelected, isFar, isSmall }: ButtonProps): JSX.Element {
  const { name, status, says, image = '', addresses, change, disruption } = service;
  const [left, top] = [box.x - box.width / 2, box.y - box.height / 2];
  const doing = step === undefined ? waits && `waits for ${waits}` : `${step} …`;
  const total = Object.keys(service.containers).length;
  const classes = [
    `node node-${status}`,
    isSmall && 'small',
    change !== undefined && 'changes',
    disruption !== undefined && `disruption-${disruption}`,
    step !== undefined && 'active',
    isSelected && 'selected',
    isFar && 'far',
  ];
  const line = isSmall ? 19 : 24;
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
      <text class="shape" x="12" y={line} aria-hidden="true">
        {SHAPES[status]}
      </text>
      <text class="name" x="30" y={line}>
        {clip(name, 18)}
        {total > 1 && ` ×${total}`}{' '}
      </text>
      {isSmall ? (
        <text class="unseen">{doing ?? says}</text>
      ) : (
        <>
          <text class="says" x="12" y="40">
            {clip(doing ?? says, 27)}
          </text>
          <text class="image" x="12" y="54" aria-hidden="true">
            {clip(image, addresses.length > 0 ? 16 : 27)}
          </text>
        </>
      )}
      {change !== undefined && (
        <>
          <text class="change" x={box.width - 8} y={line} text-anchor="end" aria-hidden="true">
            {changeShape(change)}
          </text>
          <text class="unseen">the plan: {change}</text>
        </>
      )}
    </g>
  );
}

/** A network or a volume: the list of services has their ties in words. */
function Resource({ name, box, isFar }: Pick<NodeProps, 'name' | 'box' | 'isFar'>): JSX.Element {
  const [left, top] = [box.x - box.width / 2, box.y - box.height / 2];
  const [kind = '', ...rest] = name.split(' ');
  return (
    <g class={`resource${isFar ? ' far' : ''}`} transform={`translate(${left} ${top})`}>
      <rect width={box.width} height={box.height} rx="14" />
      <text class="kind" x="16" y="24">
        {kind}{' '}
      </text>
      <text x="16" y="42">
        {clip(rest.join(' '), 24)}
      </text>
    </g>
  );
}

export const clip = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;
