import type { App } from '../app.ts';
import type { Config } from '../config.ts';
import { openApp } from '../start-server.ts';
import { type DoctorCheck, failed, passed } from './check.ts';
import { checkEnvironment } from './check-environment.ts';
import { checkDataFolder, checkHealth, checkPorts, findRunningServer, type HealthQuestion } from './check-server.ts';

export interface DoctorReport {
  /** In the order in which problems are to be fixed. */
  readonly checks: readonly DoctorCheck[];
  readonly ok: boolean;
}

// How long the models may take to be checked, all together; without a worker nobody checks them.
const modelsTimeoutMs = (config: Config): number => (config.image.workers === 0 ? 0 : 300_000);

/**
 * Checks this installation: packages, Node, memory, then database, blob store, image worker and every model, then
 * the ports.
 *
 * A running server is asked how it is; where none runs, everything is opened in this process without ports and closed
 * again. Never rejects: what fails is a check with its advice.
 */
export async function runDoctor(config: Config): Promise<DoctorReport> {
  const checks = [...(await checkEnvironment()), ...(await examineServer(config))];
  return { checks, ok: checks.every(({ ok }) => ok) };
}

/** The part of the doctor's work that needs a server: the running one's answers, or those of one opened here. */
export async function examineServer(config: Config): Promise<DoctorCheck[]> {
  const running = await findRunningServer(config);
  return running === undefined ? examineOwnApp(config) : examineRunning(config, running);
}

async function examineRunning(config: Config, question: HealthQuestion): Promise<DoctorCheck[]> {
  const ports = passed('ports', `a Starweave answers on ${config.port}`);
  return [...(await checkHealth(question, modelsTimeoutMs(config))), ports];
}

async function examineOwnApp(config: Config): Promise<DoctorCheck[]> {
  const held = await checkDataFolder(config);
  if (held !== undefined) return [held];
  const ports = await checkPorts(config);
  let app: App | undefined;
  try {
    app = await openApp(config);
    const { health } = app;
    return [...(await checkHealth(() => health.getHealth(), modelsTimeoutMs(config))), ...ports];
  } catch (error) {
    return [failed('start', (error as Error).message, 'Do what the message says, and run the doctor again.'), ...ports];
  } finally {
    await app?.close();
  }
}
