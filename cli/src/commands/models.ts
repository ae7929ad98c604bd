import { createClient } from '@connectrpc/connect';
import { ImageGenerationService, type ModelResponse_ModelInfo, ModelState } from '@starweave/contract';
import { type Command, exitCodes, UsageError } from '../command.ts';
import { connectionFlags, connectToServer } from '../connect-to-server.ts';
import { formatTable } from '../format-table.ts';
import { type Flag, formatFlags, parseFlags } from '../parse-flags.ts';

const jsonFlag: Flag = { name: 'json', help: 'one JSON document for programs' };
const stateNames: Readonly<Record<ModelState, string>> = {
  [ModelState.UNSPECIFIED]: 'unknown',
  [ModelState.CHECKING]: 'checking',
  [ModelState.READY]: 'ready',
  [ModelState.BROKEN]: 'broken',
};

export const modelsCommand: Command = {
  name: 'models',
  summary: 'list the image models and their state',
  help: () => `Usage: starweave models list [options]

Lists every image model with its state; a broken one with the reason.

${formatFlags([jsonFlag, ...connectionFlags])}
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, [jsonFlag, ...connectionFlags]);
    if (positionals.length !== 1 || positionals[0] !== 'list') {
      throw new UsageError('The one thing to do with models is: starweave models list');
    }
    const connection = await connectToServer(context, values);
    try {
      const client = createClient(ImageGenerationService, connection.transport);
      const { models } = await client.getImageModels({}, { signal: context.signal });
      const text = values.json === true ? `${JSON.stringify(models.map(toJson), null, 2)}\n` : toTable(models);
      context.terminal.write(text);
      return exitCodes.done;
    } finally {
      await connection.close();
    }
  },
};

function toTable(models: readonly ModelResponse_ModelInfo[]): string {
  if (models.length === 0) return 'No image models. Put a model folder where STARWEAVE_MODELS points.\n';
  return formatTable(
    ['ID', 'STATE', 'SIZE', 'PAINTS', 'NOTE'],
    models.map((model) => [
      `${model.id}${model.isDefault ? ' (default)' : ''}`,
      stateNames[model.state],
      `${(Number(model.sizeBytes) / 1e6).toFixed(1)} MB`,
      model.sizes.map(({ width, height }) => `${width} × ${height}`).join(', ') || 'multiples of 8',
      model.state === ModelState.BROKEN ? model.reason : model.name,
    ]),
  );
}

function toJson(model: ModelResponse_ModelInfo): Record<string, unknown> {
  const { id, name, description, reason, hash, license, styles, capabilities } = model;
  return {
    ...{ id, name, description, state: stateNames[model.state], reason, hash, license, styles, capabilities },
    default: model.isDefault,
    size_bytes: Number(model.sizeBytes),
    sizes: model.sizes.map(({ width, height }) => ({ width, height })),
    default_steps: model.defaultSteps,
    default_guidance_scale: model.defaultGuidanceScale,
    default_scheduler: model.defaultScheduler,
  };
}
