import { setTimeout as delay } from 'node:timers/promises';
import { type Stack } from '@sluice/tools/test-stack';
import { eventually } from '@sluice/kernel/testing';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { ContentClient } from '../../e2e/content-client';
import { signIn } from '../../e2e/sign-in';
import { Client, type Operation, type Replicas } from './client';
import { type History } from './history';
import { audienceKind } from './kinds/audience';
import { CONTENT_POOL, contentKind, FIRST_PRICE, poolContent } from './kinds/content';
import { type Kind } from './kinds/kind';
import { migrationKind } from './kinds/migration';
import { omrKind } from './kinds/omr';
import { revenueKind } from './kinds/revenue';

const CLIENTS_OF_EACH = 2;
const PAUSE_MS = 50;
/** A batch that takes longer goes on beside the next ones: nobody stops sending because the workers are away. */
const WAIT_FOR_END_MS = 2_000;
const MOST_AT_ONCE = 6;
const LONGEST_WAIT_MS = 120_000;

/** Clients of all five systems, which send one batch after the other and follow each to its end. */
export class Load {
  readonly operations: Operation[] = [];
  private isStopping = false;
  private loops: Promise<void>[] = [];

  private constructor(
    private readonly kinds: Kind[],
    private readonly replicas: Replicas,
    private readonly history: History,
    private readonly seed: number,
  ) {}

  /** Signs in, and makes the contents whose prices are changed. */
  static async prepare(stack: Stack, history: History, seed: number): Promise<Load> {
    const url = stack.apis[0]?.url as string;
    const creator = await ContentClient.login(url);
    const ids = Array.from({ length: CONTENT_POOL }, (_, n) => poolContent(n));
    await creator.makeContents(ids, FIRST_PRICE);
    const kinds = [await omrKind(), revenueKind, migrationKind, audienceKind(), contentKind()] as Kind[];
    const logins = [...new Set(kinds.map(({ login }) => login))];
    const tokens = new Map<string, string>();
    for (const login of logins) tokens.set(login, await signIn(url, login));
    const random = seededRandom(seed + 1);
    const replicas: Replicas = {
      url: () => (stack.apis[Math.floor(random() * stack.apis.length)] ?? stack.apis[0])?.url as string,
      token: (login) => tokens.get(login) as string,
    };
    return new Load(kinds, replicas, history, seed);
  }

  start(): void {
    this.loops = this.kinds.flatMap((kind, at) =>
      Array.from({ length: CLIENTS_OF_EACH }, (_, client) => this.loop(kind, at * CLIENTS_OF_EACH + client)),
    );
  }

  /** Resolves when `count` more operations have been accepted. */
  async afterRequests(count: number): Promise<void> {
    const wanted = this.accepted + count;
    await eventually(`${count} more requests to be accepted`, () => this.accepted >= wanted, LONGEST_WAIT_MS);
  }

  /** Lets what is under way end, or its clients lose their patience. */
  async stop(): Promise<void> {
    this.abandon();
    await Promise.all(this.loops);
  }

  /** Begins nothing more, and waits for nothing. */
  abandon(): void {
    this.isStopping = true;
  }

  private get accepted(): number {
    return this.operations.filter(({ subject }) => subject !== undefined).length;
  }

  private async loop(kind: Kind, number: number): Promise<void> {
    const random = seededRandom(this.seed * 100 + number);
    const client = new Client(this.replicas, this.history);
    const underWay = new Set<Promise<void>>();
    for (let n = 1; !this.isStopping; n++) {
      const id = `${kind.system}-${this.seed}-${number}-${n}`;
      const operation: Operation = {
        id,
        kind,
        planned: kind.plan(id, random),
        otherSubjects: [],
        hasEnded: false,
      };
      this.operations.push(operation);
      const performed = client.perform(operation).finally(() => underWay.delete(performed));
      underWay.add(performed);
      await Promise.race([performed, delay(WAIT_FOR_END_MS)]);
      if (underWay.size >= MOST_AT_ONCE) await Promise.race(underWay);
      await delay(PAUSE_MS);
    }
    await Promise.all(underWay);
  }
}
