import { messageOf } from '@sluice/kernel/errors';
import { type BroadcastAnswer, classifyRejection } from './rejections';

/** What the node knows of a transaction. */
export type Sighting =
  | { kind: 'pending' }
  | { kind: 'succeeded' }
  /** In a block, but its effect was undone; `result` as the chain tells it. */
  | { kind: 'aborted'; result: string }
  /** Thrown out of the node's waiting list, or never seen. */
  | { kind: 'missing'; reason: string }
  /** The node can't be asked. */
  | { kind: 'hidden'; reason: string };

export interface StacksNodeOptions {
  url: string;
  timeoutMs: number;
}

/** A failure of asking, not of what was asked for. */
export class NodeAwayError extends Error {
  constructor(
    reason: string,
    readonly retryAfterMs?: number,
  ) {
    super(reason);
    this.name = 'NodeAwayError';
  }
}

interface Reply {
  status: number;
  text: string;
  retryAfterMs: number | undefined;
}

/** What the API says when it knows no such transaction; any other 404 is somebody who knows no such path. */
const UNKNOWN_TRANSACTION = /could not find transaction/i;

/**
 * The few endpoints of a Stacks node (with the Stacks API in front of it, for `/extended`) that calls need. No answer
 * within the time is an answer of its own kind, never an exception.
 */
export class StacksNode {
  private readonly baseUrl: string;

  constructor(private readonly options: StacksNodeOptions) {
    this.baseUrl = options.url.replace(/\/+$/, '');
  }

  /** Sends a signed transaction; the same bytes may be sent again and again. */
  async broadcast(txid: string, bytes: Buffer, signal: AbortSignal): Promise<BroadcastAnswer> {
    try {
      const reply = await this.ask('/v2/transactions', signal, { tx: bytes.toString('hex') });
      if (reply.status === 200 && reply.text.includes(txid)) return { kind: 'accepted' };
      if (reply.status === 400) return classifyRejection(reply.text);
      return { kind: 'away', reason: `The node answered ${reply.status}`, retryAfterMs: reply.retryAfterMs };
    } catch (error) {
      if (!(error instanceof NodeAwayError)) throw error;
      return { kind: 'away', reason: error.message };
    }
  }

  async find(txid: string, signal: AbortSignal): Promise<Sighting> {
    try {
      const { status, text } = await this.ask(`/extended/v1/tx/0x${txid}`, signal);
      if (status === 404 && UNKNOWN_TRANSACTION.test(text)) {
        return { kind: 'missing', reason: 'The node does not know the call' };
      }
      if (status !== 200) return { kind: 'hidden', reason: `The node answered ${status}` };
      return sightingOf(JSON.parse(text));
    } catch (error) {
      if (error instanceof SyntaxError) return { kind: 'hidden', reason: 'The node answered no JSON' };
      if (!(error instanceof NodeAwayError)) throw error;
      return { kind: 'hidden', reason: error.message };
    }
  }

  /** The nonce of the account's next transaction to be mined. @throws NodeAwayError */
  async accountNonce(address: string, signal: AbortSignal): Promise<bigint> {
    const { nonce } = (await this.askJson(`/v2/accounts/${address}?proof=0`, signal)) as { nonce?: unknown };
    if (typeof nonce !== 'number' || !Number.isSafeInteger(nonce) || nonce < 0) {
      throw new NodeAwayError('The node told no nonce');
    }
    return BigInt(nonce);
  }

  /** The middle one of the node's three estimates, in micro-STX. @throws NodeAwayError when it has none */
  async estimateFee(payload: string, bytes: number, signal: AbortSignal): Promise<number> {
    const body = { transaction_payload: payload, estimated_len: bytes };
    const answer = (await this.askJson('/v2/fees/transaction', signal, body)) as {
      estimations?: { fee?: unknown }[];
    };
    const fee = answer.estimations?.[1]?.fee;
    if (typeof fee !== 'number' || !(fee >= 0)) throw new NodeAwayError('The node has no estimate');
    return fee;
  }

  private async askJson(path: string, signal: AbortSignal, body?: object): Promise<object> {
    const { status, text } = await this.ask(path, signal, body);
    if (status !== 200) throw new NodeAwayError(`The node answered ${status}`);
    try {
      const json: unknown = JSON.parse(text);
      if (typeof json === 'object' && json !== null) return json;
    } catch {
      // Told below, like JSON that is no object.
    }
    throw new NodeAwayError('The node answered no JSON');
  }

  private async ask(path: string, signal: AbortSignal, body?: object): Promise<Reply> {
    signal.throwIfAborted();
    const { timeoutMs } = this.options;
    try {
      const response = await fetch(`${this.baseUrl}${path}`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        ...(body && {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
      return {
        status: response.status,
        text: await response.text(),
        retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined,
      };
    } catch (error) {
      signal.throwIfAborted();
      throw new NodeAwayError(awayReason(error, timeoutMs));
    }
  }
}

/** fetch says "fetch failed" and keeps why to its cause. */
function awayReason(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `The node did not answer within ${timeoutMs} ms`;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return `The node can't be reached: ${messageOf(cause)}`;
}

function sightingOf(answer: unknown): Sighting {
  const { tx_status: status, tx_result: result } = (answer ?? {}) as {
    tx_status?: unknown;
    tx_result?: { repr?: unknown };
  };
  if (status === 'pending') return { kind: 'pending' };
  if (status === 'success') return { kind: 'succeeded' };
  if (status === 'abort_by_response' || status === 'abort_by_post_condition') {
    return { kind: 'aborted', result: typeof result?.repr === 'string' ? result.repr : status };
  }
  if (typeof status === 'string' && status.startsWith('dropped_')) {
    return { kind: 'missing', reason: `The node dropped the call (${status})` };
  }
  return { kind: 'hidden', reason: `The node tells an unknown status of the call` };
}
