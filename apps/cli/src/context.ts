import { type Command } from 'commander';
import { Api } from './api';
import { readEnvironment } from './environment';
import { type Output, outputTo } from './output';

/** What every command takes. */
export interface GlobalOptions {
  url?: string;
  json?: boolean;
}

/** What a command works with. */
export interface Context {
  api: Api;
  /** Results. */
  out: Output;
  /** Messages about them. */
  notes: Output;
  /** Results are wanted as JSON. */
  isJson: boolean;
}

export async function contextOf(command: Command): Promise<Context> {
  const { url, json = false } = command.optsWithGlobals<GlobalOptions>();
  return {
    api: await Api.connect(readEnvironment(), url),
    out: outputTo(process.stdout),
    notes: outputTo(process.stderr),
    isJson: json,
  };
}
