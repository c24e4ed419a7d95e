import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Environment {
  /** Address of the API; wins over the one that was signed in to last. */
  url: string | undefined;
  /** An access token to use instead of signing in. */
  token: string | undefined;
  /** Where the tokens of those who sign in are kept. */
  configDir: string;
}

/** The one place that reads the environment. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const configHome = filled(env['XDG_CONFIG_HOME']) ?? join(homedir(), '.config');
  return {
    url: filled(env['SLUICE_URL']),
    token: filled(env['SLUICE_TOKEN']),
    configDir: join(configHome, 'sluice'),
  };
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
