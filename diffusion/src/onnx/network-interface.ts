import type { Network } from './network.ts';

/** The inputs that the pipelines give to each network; those in `required` must be there. */
const interfaces: Readonly<
  Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  text_encoder: { required: ['input_ids'], optional: ['attention_mask'] },
  unet: { required: ['sample', 'timestep', 'encoder_hidden_states'], optional: [] },
  vae_decoder: { required: ['latent_sample'], optional: [] },
  vae_encoder: { required: ['sample'], optional: [] },
};

/** What keeps a network from being used by the pipelines, or `undefined`. */
export function findInterfaceProblem({ component, inputs }: Network): string | undefined {
  const expected = interfaces[component];
  if (expected === undefined) return undefined;
  const names = inputs.map((input) => input.name);
  const missing = expected.required.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !expected.required.includes(name) && !expected.optional.includes(name));
  if (missing.length === 0 && unknown.length === 0) return undefined;
  const wanted = expected.required.join(', ');
  return `The network ${component} has the inputs ${names.join(', ')}, but should have ${wanted}. Export it for Stable Diffusion 1 or 2 text to image.`;
}
