import { UserError } from '../../diagnostics/user-error.ts';
import type { OperationOf } from '../../model/operation.ts';
import { concernOfImage, IMAGE_HINT, NFT_HINT } from '../ingress/ingress-image.ts';
import type { StepContext } from './step-context.ts';
import { tryIngressImage } from './try-ingress-image.ts';

/** Error: UserError `ingress-failed`, when no ingress can be made of the image; then nothing has changed. */
export async function checkIngress(
  { service, name, request }: OperationOf<'check-ingress'>,
  context: Pick<StepContext, 'engine' | 'signal' | 'releaseSlot'>,
): Promise<void> {
  const fault = await tryIngressImage(`${name}-check`, request, context);
  if (!fault) return;
  const { why, lacksNft, output, cause } = fault;
  throw new UserError(
    'ingress-failed',
    `the image ${request.Image} of the ingress of service "${service}" ${why}`,
    { hint: lacksNft ? NFT_HINT : IMAGE_HINT, about: concernOfImage(service), output, cause },
  );
}
