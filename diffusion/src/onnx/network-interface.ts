import type { ModelFamily, NetworkInterface } from '../families/model-family.ts';
import type { Network } from './network.ts';
import { TOKEN_VECTORS, TOKEN_VECTORS_MASK } from './open-token-embeddings.ts';

const textEncoder: NetworkInterface = {
  required: ['input_ids'],
  optional: ['attention_mask', TOKEN_VECTORS, TOKEN_VECTORS_MASK],
};

/** The inputs that the pipelines give to the networks that are the same in all families. */
const interfaces: Readonly<Record<string, NetworkInterface>> = {
  text_encoder: textEncoder,
  text_encoder_2: textEncoder,
  vae_decoder: { required: ['latent_sample'], optional: [] },
  vae_encoder: { required: ['sample'], optional: [] },
};

/** What keeps a network from being used in the pipelines of a family, if it has one, or `undefined`. */
export function findInterfaceProblem(
  { component, inputs }: Network,
  family: ModelFamily | undefined,
): string | undefined {
  const expected = component === 'unet' ? family?.unet : interfaces[component];
  if (expected === undefined) return undefined;
  const names = inputs.map((input) => input.name);
  const missing = expected.required.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !expected.required.includes(name) && !expected.optional.includes(name));
  if (missing.length === 0 && unknown.length === 0) return undefined;
  const wanted = expected.required.join(', ');
  return `The network ${component} has the inputs ${names.join(', ')}, but should have ${wanted}. Export it for ${family?.title ?? 'this pipeline'}.`;
}
