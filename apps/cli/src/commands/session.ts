import { type Command } from 'commander';
import { contextOf } from '../context';
import { withExamples } from '../examples';
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
      const { api, notes } = await contextOf(self);
      const username = given ?? (await ask('Username:', 'name the user'));
      await api.signIn(username, await readPassword({ fromStdin: passwordStdin }));
      notes.line(`Signed in to ${api.url} as ${username}`);
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
      const { api, notes } = await contextOf(self);
      const wasSignedIn = await api.signOut();
      notes.line(wasSignedIn ? `Signed out of ${api.url}` : `You were not signed in to ${api.url}`);
    });
  withExamples(logout, [['sluice logout', 'of the API signed in to last']]);
}
