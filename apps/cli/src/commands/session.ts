import { type Command } from 'commander';
import { SluiceError } from '@sluice/client';
import { type Api, keptSession } from '../api';
import { type GlobalOptions } from '../context';
import { readEnvironment } from '../environment';
import { withExamples } from '../examples';
import { CliError, EXIT } from '../exit-codes';
import { outputTo } from '../output';
import { ask, readPassword } from '../prompt';

interface LoginOptions {
  passwordStdin?: boolean;
}

export function addSessionCommands(parent: Command): void {
  const login = parent
    .command('login')
    .description('Sign in, and keep the tokens in a file that only you can read')
    .argument('[username]', 'asked for when it is left out')
    .option('--password-stdin', 'read the password from the standard input instead of asking for it')
    .action(async (given: string | undefined, { passwordStdin = false }: LoginOptions, self: Command) => {
      const api = await sessionOf(self);
      const username = given ?? (await ask('Username:', 'name the user'));
      await signIn(api, username, await readPassword({ fromStdin: passwordStdin }));
      outputTo(process.stderr).line(`Signed in to ${api.url} as ${username}`);
    });
  withExamples(login, [
    ['sluice login admin', 'to the service of `npm start`'],
    ['sluice login --url https://sluice.example.org', 'to another; it is asked from then on'],
    ['sluice login admin --password-stdin < secret', 'in a script'],
  ]);
  const logout = parent
    .command('logout')
    .description('End the session and forget its tokens')
    .action(async (_options: object, self: Command) => {
      const { client, url } = await sessionOf(self);
      const wasSignedIn = await client.logout();
      outputTo(process.stderr).line(
        wasSignedIn ? `Signed out of ${url}` : `You were not signed in to ${url}`,
      );
    });
  withExamples(logout, [['sluice logout', 'of the API signed in to last']]);
}

function sessionOf(command: Command): Promise<Api> {
  return keptSession(readEnvironment(), command.optsWithGlobals<GlobalOptions>().url);
}

async function signIn({ client }: Api, username: string, password: string): Promise<void> {
  try {
    await client.login(username, password);
  } catch (error) {
    if (!(error instanceof SluiceError) || error.status !== 401) throw error;
    throw new CliError(EXIT.notAllowed, 'Wrong username or password');
  }
}
