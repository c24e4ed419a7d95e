import { type Sql } from '@sluice/kernel/db';
import { AppError, messageOf } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type IdempotencyKeyTable, type KeptAnswer } from './idempotency-keys';
import { fingerprintOf, type KeyedRequest, type RequestContent } from './idempotency-request';
import { type Reply } from './route';

/** A third of the lease: one renewal may fail. */
const RENEW_EVERY_MS = 6_000;

/**
 * Keeps the answer of a creating request in the transaction that creates. When the request waits for more
 * before it answers, this is the answer a repeat gets should the process die while it waits.
 * @throws AppError 409 when the key has passed to another request: the transaction must not be committed
 */
export type KeepAnswer = (sql: Sql, reply: Reply) => Promise<void>;

/** How a creating request ended; a replayed one has created nothing. */
export interface Outcome {
  reply: Reply;
  isReplay: boolean;
}

/** Creating requests, of which those with a key are done once however often they are sent. */
export class Idempotency {
  constructor(
    private readonly keys: IdempotencyKeyTable,
    private readonly log: Log,
    private readonly secret: string,
  ) {}

  fingerprintOf(content: RequestContent): Buffer {
    return fingerprintOf(content, this.secret);
  }

  /**
   * Does the work, or replays what it answered when it was done under this key within the last 24 hours.
   * Work that fails before it has created anything frees the key.
   * @param request undefined when no key was sent: then the work is just done
   * @throws AppError 409 while the first request is at it, 422 when the key belongs to a different request
   */
  async once(
    request: KeyedRequest | undefined,
    work: (keepAnswer: KeepAnswer) => Promise<Reply>,
  ): Promise<Outcome> {
    if (!request) return { reply: await doUnkeyed(work), isReplay: false };
    const claim = await this.keys.claim(request);
    if (claim.state === 'different') throw differentRequest();
    if (claim.state === 'in-flight') throw inFlight();
    if (claim.state === 'answered') return { reply: replayOf(claim.answer), isReplay: true };
    return { reply: await this.doOnce(request, claim.token, work), isReplay: false };
  }

  private async doOnce(
    request: KeyedRequest,
    token: string,
    work: (keepAnswer: KeepAnswer) => Promise<Reply>,
  ): Promise<Reply> {
    const renewal = setInterval(() => {
      this.keys.renew(request, token).catch((error: unknown) => this.warn(error));
    }, RENEW_EVERY_MS).unref();
    try {
      const reply = await work(async (sql, first) => {
        if (!(await this.keys.commit(sql, request, token, kept(first)))) throw inFlight();
      });
      await this.settle(request, token, reply);
      return reply;
    } catch (error) {
      await this.keys.giveUp(request, token).catch((failure: unknown) => this.warn(failure));
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  /** What was created is created: when the answer can't be kept, the first one stands. */
  private async settle(request: KeyedRequest, token: string, reply: Reply): Promise<void> {
    const isKept = await this.keys.finish(request, token, kept(reply)).catch((error: unknown) => {
      this.warn(error);
      return true;
    });
    if (isKept) return;
    if (reply.status < 400) throw notKept();
    await this.keys.giveUp(request, token);
  }

  private warn(error: unknown): void {
    this.log.warn('an idempotency key was left to its lease', { error: messageOf(error) });
  }
}

/** Also without a key the handler has to keep its answer: so that one that forgets is found by any test. */
async function doUnkeyed(work: (keepAnswer: KeepAnswer) => Promise<Reply>): Promise<Reply> {
  let isKept = false;
  const reply = await work(async () => {
    isKept = true;
  });
  if (!isKept && reply.status < 400) throw notKept();
  return reply;
}

function notKept(): Error {
  return new Error('An idempotent route answered without keeping its answer in its transaction');
}

function kept({ status, headers = {}, json, text, stream }: Reply): KeptAnswer {
  if (stream) throw new Error('The answer of an idempotent route can’t be a stream');
  return { status, headers, body: text ?? (json === undefined ? null : JSON.stringify(json)) };
}

function replayOf({ status, headers, body }: KeptAnswer): Reply {
  return {
    status,
    headers: { ...headers, 'Idempotency-Replayed': 'true' },
    ...(body !== null && { text: body }),
  };
}

function inFlight(): AppError {
  return new AppError('request_in_flight', 409, 'A request with this Idempotency-Key is still at work', {
    headers: { 'Retry-After': '1' },
  });
}

function differentRequest(): AppError {
  return new AppError(
    'idempotency_key_reused',
    422,
    'This Idempotency-Key was used for a different request; take a new one',
  );
}
