import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Tokens, type TokenStore } from '@sluice/client';
import { lock } from 'proper-lockfile';
import { CliError, EXIT } from './exit-codes';

/** What is kept of one who has signed in. */
interface Session {
  accessToken: string;
  refreshToken: string;
  /** When the access token ends, in epoch seconds. */
  expiresAt: number;
}

interface Sessions {
  /** The API that was signed in to last. */
  current: string | null;
  /** By address: a token is sent nowhere else than where it came from. */
  sessions: Record<string, Session>;
}

/** A frozen process must not lock others out. */
const STALE_LOCK_MS = 10_000;

/** Tokens in `sessions.json`, which nobody but its owner can read. */
export class SessionFile {
  private readonly path: string;

  constructor(private readonly folder: string) {
    this.path = join(folder, 'sessions.json');
  }

  async current(): Promise<string | undefined> {
    return (await this.read()).current ?? undefined;
  }

  async get(url: string): Promise<Tokens | undefined> {
    const session = (await this.read()).sessions[url];
    if (!session) return undefined;
    const { accessToken, refreshToken, expiresAt } = session;
    return { accessToken, refreshToken, expiresAtMs: expiresAt * 1000 };
  }

  /** For the client; several commands may use it at a time. */
  storeOf(url: string): TokenStore {
    return {
      load: () => this.get(url),
      save: (tokens) => this.set(url, tokens && sessionOf(tokens)),
      exclusively: (work) => this.exclusively(work),
    };
  }

  /** Keeps a session, or forgets it, and leaves the others as they are. Within {@link exclusively} only. */
  private async set(url: string, session: Session | undefined): Promise<void> {
    const { current, sessions } = await this.read();
    if (session) return this.write({ current: url, sessions: { ...sessions, [url]: session } });
    delete sessions[url];
    await this.write({ current: current === url ? null : current, sessions });
  }

  /**
   * One process at a time. A refresh token is good for one use, and a second one ends the session: of two commands
   * that run at once only one may use it.
   */
  private async exclusively<T>(work: () => Promise<T>): Promise<T> {
    await this.makeFolder();
    const unlock = await lock(this.folder, {
      lockfilePath: join(this.folder, 'lock'),
      stale: STALE_LOCK_MS,
      retries: { retries: 100, factor: 1, minTimeout: 100, maxTimeout: 200 },
    });
    try {
      return await work();
    } finally {
      await unlock();
    }
  }

  private async makeFolder(): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      const { message } = error as Error;
      const advice = 'name another folder in XDG_CONFIG_HOME, or set SLUICE_TOKEN';
      throw new CliError(EXIT.failed, `Tokens can't be kept in ${this.folder} (${message}): ${advice}`, {
        cause: error,
      });
    }
  }

  private async read(): Promise<Sessions> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new CliError(EXIT.failed, `${this.path} can't be read: ${error.message}`, { cause: error });
    });
    if (text === undefined) return { current: null, sessions: {} };
    try {
      return JSON.parse(text) as Sessions;
    } catch (error) {
      throw new CliError(EXIT.failed, `${this.path} is damaged: delete it and sign in again`, {
        cause: error,
      });
    }
  }

  /** Whole or not at all, and never readable by others for a moment. */
  private async write(sessions: Sessions): Promise<void> {
    const draft = `${this.path}.${randomBytes(6).toString('hex')}`;
    try {
      await writeFile(draft, `${JSON.stringify(sessions, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      await rename(draft, this.path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }
}

function sessionOf({ accessToken, refreshToken, expiresAtMs }: Tokens): Session {
  return { accessToken, refreshToken, expiresAt: Math.floor(expiresAtMs / 1000) };
}
