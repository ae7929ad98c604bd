import { existsSync } from 'node:fs';
import path from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { forbidden, options } from '../../dependency-cruiser.config.ts';

/** Every folder whose imports the arrows speak about; one that does not exist yet is passed over. */
const folders = ['contract', 'numerics', 'diffusion', 'recommender', 'film-text', 'server', 'cli', 'web'].map(
  (name) => `${name}/src`,
);

/** Reads all imports of the repository at `root` with dependency-cruiser and holds them against the arrows. */
export async function cruisePackages(root: string): Promise<ICruiseResult> {
  const present = [...folders, 'workbench', 'scripts'].filter((folder) => existsSync(path.join(root, folder)));
  const settings = { ...options, baseDir: root, validate: true, ruleSet: { forbidden } };
  const { output } = await cruise(present, settings, options.enhancedResolveOptions);
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
  return output;
}
