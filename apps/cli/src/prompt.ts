import { read } from 'read';
import { CliError, EXIT } from './exit-codes';

const isInteractive = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Asks at the terminal. @throws CliError when there is none, saying what to do instead */
export async function ask(question: string, instead: string): Promise<string> {
  refuseWithoutTerminal(instead);
  return (await answerTo(question)).trim();
}

/** True when the answer is yes. @throws CliError when there is no terminal */
export async function confirm(question: string, instead: string): Promise<boolean> {
  return /^y(es)?$/i.test(await ask(`${question} [y/N]`, instead));
}

/**
 * A password, never from the command line, which every user of the machine can read: the first line of the standard
 * input when `fromStdin`, else typed without being shown.
 * @param isNew asked for twice
 * @throws CliError when there is none, or the two differ
 */
export async function readPassword({
  fromStdin,
  isNew = false,
}: {
  fromStdin: boolean;
  isNew?: boolean;
}): Promise<string> {
  const password = fromStdin ? await firstLineOfStdin() : await askPassword(isNew);
  if (password === '') throw new CliError(EXIT.usage, 'The password is empty');
  return password;
}

async function askPassword(isNew: boolean): Promise<string> {
  refuseWithoutTerminal('pipe the password in and give --password-stdin');
  const password = await answerTo(isNew ? 'New password:' : 'Password:', true);
  if (isNew && (await answerTo('Once more:', true)) !== password) {
    throw new CliError(EXIT.usage, 'The two passwords differ; nothing was changed');
  }
  return password;
}

async function answerTo(question: string, isSecret = false): Promise<string> {
  try {
    // On the other stream: results may be piped.
    return await read({ prompt: `${question} `, silent: isSecret, output: process.stderr });
  } catch (error) {
    throw new CliError(EXIT.failed, 'Nothing was done', { cause: error });
  } finally {
    // Nothing that was typed was shown, the end of the line neither.
    if (isSecret) process.stderr.write('\n');
  }
}

function refuseWithoutTerminal(instead: string): void {
  if (!isInteractive()) throw new CliError(EXIT.usage, `There is no terminal to ask at: ${instead}`);
}

/** More than any password, less than a file that was piped in by mistake. */
const MAX_STDIN_CHARACTERS = 10_000;

async function firstLineOfStdin(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes('\n') || text.length > MAX_STDIN_CHARACTERS) break;
  }
  return (text.split('\n')[0] ?? '').replace(/\r$/, '');
}
