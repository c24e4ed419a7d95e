import { type Command } from 'commander';
import { type Api, signedIn } from './api';
import { readEnvironment } from './environment';
import { type Output, outputTo } from './output';

/** What every command takes. */
export interface GlobalOptions {
  url?: string;
  json?: boolean;
}

/** What a command works with. */
export interface Context extends Api {
  /** Results. */
  out: Output;
  /** Messages about them. */
  notes: Output;
  /** Results are wanted as JSON. */
  isJson: boolean;
}

/** @throws CliError when nobody has signed in */
export async function contextOf(command: Command): Promise<Context> {
  const { url, json = false } = command.optsWithGlobals<GlobalOptions>();
  return {
    ...(await signedIn(readEnvironment(), url)),
    out: outputTo(process.stdout),
    notes: outputTo(process.stderr),
    isJson: json,
  };
}
