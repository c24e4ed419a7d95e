import { type IncomingHttpHeaders } from 'node:http';
import { type Database } from '@sluice/kernel/db';
import { type Stack } from '@sluice/tools/test-stack';

/** One attempt to get at what is another's, or to do harm. */
export interface Attack {
  /** What is tried, as a sentence: `a colleague cancels the batch of another`. */
  name: string;
  /** What the system must do instead: `404, and nothing has changed`. */
  expectation: string;
  /** True when it is left to the long form: slow, or many of a kind. */
  isLong?: boolean;
  /** Tries it. @throws Error when the attack succeeded; its message is what is printed */
  run(arena: Arena): Promise<void>;
}

/** Attacks of one kind; each file of them exports one as `part`. */
export interface AttackPart {
  /** As it stands in the table: `id guessing`. */
  name: string;
  /** True when all of it is left to the long form. */
  isLong?: boolean;
  /** How many of its attacks may run at the same time; default 1, for those that compare before and after. */
  atOnce?: number;
  /** Those with what is in the arena. Within one part and arena the names are distinct. */
  attacks(arena: Arena): Attack[] | Promise<Attack[]>;
}

/** What a part came to. */
export interface PartResult {
  part: string;
  tried: number;
  held: number;
  broken: Breach[];
}

/** An attack that succeeded. */
export interface Breach {
  attack: string;
  expectation: string;
  /** What happened instead. */
  happened: string;
}

export type Role = 'admin' | 'owner' | 'agent' | 'user';

/** Somebody with a login. */
export interface Person {
  /** Within the arena: `home.user`, `other.admin`, `operator`. */
  name: string;
  id: string;
  username: string;
  password: string;
  role: Role;
  tenantId: string;
  creatorAddress?: string;
  /** An access token that was valid when the arena was built. */
  token: string;
  refreshToken: string;
}

/** Two tenants have the same people. All of `user`, `agent`, `owner` and `admin` own one resource of every kind their role allows. */
export interface ArenaTenant {
  id: string;
  name: string;
  admin: Person;
  owner: Person;
  agent: Person;
  user: Person;
  /** Of the same role and tenant as `user`, and owner of nothing. */
  colleague: Person;
  /** Has contents; its role is `user`. */
  creator: Person;
  /** Had a token, and was disabled since; its role is `admin`. */
  disabled: Person;
}

export interface Sent {
  /** Whose token goes with it; nobody's by default. */
  as?: Person | undefined;
  headers?: Record<string, string | string[]>;
  /** Sent as JSON. */
  json?: unknown;
  form?: FormData;
  body?: string | Buffer;
  /** Which replica of the API; default 0. */
  api?: number;
  /** Stops listening to the answer behind this many milliseconds, for answers without an end; default 20,000. */
  timeoutMs?: number;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  bytes: Buffer;
  /** The body as JSON; undefined when it is none. */
  json: unknown;
}

/** A running stack of two API replicas and a worker, without a chain, with people and what they own. */
export interface Arena {
  stack: Stack;
  db: Database;
  /** The tenant whose resources are attacked. */
  home: ArenaTenant;
  other: ArenaTenant;
  /** Admin of the tenant `default`. */
  operator: Person;
  /** Everybody, by name. */
  people: ReadonlyMap<string, Person>;
  /** Ids and secrets of the resources, by what they are and whose: see `things.ts`. */
  things: Things;
  /** One request, its path sent as it is written: neither dots nor escapes are touched. */
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** Signs in anew, such as after the token was revoked. @returns the person with new tokens */
  signIn(person: Person): Promise<Person>;
  /** A digest of each table's rows, but for those that attacks may add to: audit, refresh tokens and the workers' hearts. */
  fingerprint(): Promise<Record<string, string>>;
  /** All that the programs have printed so far, line by line. */
  logLines(): readonly string[];
}

/** Ids of what a person owns; the kinds that the role may make. */
export interface Belongings {
  /** A word that stands in the names and records of all of it, and nowhere else. */
  marker: string;
  /** The id of the person. */
  login: string;
  omrBatch: string;
  revenueBatch: string;
  revenueFile: string;
  audienceUpload: string;
  /** The session token that only the answer to the upload tells. */
  audienceSession: string;
  /** Of a finished resumable upload that nothing has used. */
  upload: string;
  /** Of a resumable upload that still waits for bytes. */
  openUpload: string;
  /** For those with a creator's address. */
  content?: string;
  contentBatch?: string;
  /** For admins and owners: an import that has ended, with a failed row… */
  migrationJob?: string;
  /** …and one that was not started. */
  pendingJob?: string;
  /** What the first has imported. */
  package?: string;
  /** For owners. */
  jamaah?: string;
  payment?: string;
}

/** By the name of their owner, such as `home.user`. */
export type Things = ReadonlyMap<string, Belongings>;

/** @throws Error with that text; the attack has succeeded */
export function succeeded(what: string): never {
  throw new Error(what);
}
