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
export function findInterfaceProblem(network: Network, family: ModelFamily | undefined): string | undefined {
  const { component } = network;
  const expected = component === 'unet' ? family?.unet : interfaces[component];
  if (expected === undefined) return undefined;
  const names = network.inputs.map((input) => input.name);
  const missing = expected.required.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !expected.required.includes(name) && !expected.optional.includes(name));
  if (missing.length === 0 && unknown.length === 0) return findOutputProblem(network, family);
  const wanted = expected.required.join(', ');
  return `The network ${component} has the inputs ${names.join(', ')}, but should have ${wanted}. Export it for ${family?.title ?? 'this pipeline'}.`;
}

/** Text encoders of some families must give more than their last states. */
function findOutputProblem({ component, outputNames }: Network, family: ModelFamily | undefined): string | undefined {
  const need = family?.textEncoders.find((encoder) => encoder.component === component);
  const lacksStates = need?.states === 'penultimate' && !outputNames.some((name) => name.startsWith('hidden_states.'));
  const lacksPooled = need?.pooled === true && !outputNames.includes('text_embeds');
  if (!lacksStates && !lacksPooled) return undefined;
  const wanted = [...(lacksStates ? ['hidden_states.0 and so on'] : []), ...(lacksPooled ? ['text_embeds'] : [])];
  return `The network ${component} has the outputs ${outputNames.join(', ')}, but should have ${wanted.join(' and ')}. Export it for ${family?.title}.`;
}
