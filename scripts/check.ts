// `npm run check`: everything that can be said about the repository without running the product.
import { checkSteps } from './check-steps.ts';
import { runSteps } from './run-steps.ts';

const results = await runSteps(checkSteps);
const failed = results.filter(({ passed }) => !passed);
if (failed.length > 0) {
  console.log(
    `\n${failed.length} of ${results.length} checks failed: ${failed.map(({ step }) => step.name).join(', ')}`,
  );
  process.exitCode = 1;
}
