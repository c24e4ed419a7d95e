import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { type Endpoint } from './faults';
import { decodeSetPrice } from './ledger';
import { json, ok, ROUTES, text, type Answer, type NodeParts } from './node-routes';
import { BadRequest, Rejection, UnreadableTransaction } from './rejection';
import { decodeTransaction, toSignedCall, type SignedCall } from './signed-call';

/** The connection is to be closed without an answer. */
const NO_ANSWER = Symbol('no answer');
type Outcome = Answer | typeof NO_ANSWER;

/**
 * The node's HTTP server, not listening yet: what comes before its parts are there waits for them. `onAccepted` is
 * called when the mempool may have something to mine.
 */
export function createNodeServer(parts: Promise<NodeParts>, onAccepted: () => void): Server {
  return createServer((request, response) => {
    handle(request, parts, onAccepted).then(
      (outcome) => send(response, outcome),
      (error: unknown) => send(response, errorAnswer(error)),
    );
  });
}

async function handle(
  request: IncomingMessage,
  opening: Promise<NodeParts>,
  onAccepted: () => void,
): Promise<Outcome> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://node');
  const body = await buffer(request);
  const parts = await opening;
  if (request.method === 'POST' && pathname === '/v2/transactions') {
    return submit(transactionBytes(request, body), parts, onAccepted);
  }
  for (const { method, path, endpoint, answer } of ROUTES) {
    const match = path.exec(pathname);
    if (!match || method !== request.method) continue;
    const fault = endpoint && (await faultOf(parts, endpoint));
    if (fault) return fault;
    const params = match.slice(1).map(decodeURIComponent);
    const read = () => JSON.parse(body.toString('utf8')) as unknown;
    return answer({ params, query: searchParams, json: read }, parts);
  }
  return text(404, 'No such path or method');
}

/** Faults that any request can meet, in the order of their seriousness. */
async function faultOf(
  { faults }: NodeParts,
  endpoint: Endpoint,
  contentId?: string,
): Promise<Outcome | undefined> {
  const about = { endpoint, contentId };
  const wait = faults.take('delay', about);
  // A client that gives up changes nothing, as with a node that is slow; but the end of the node need not wait.
  if (wait) await delay(wait.ms, undefined, { ref: false });
  if (faults.take('drop-before', about)) return NO_ANSWER;
  const failure = faults.take('status', about);
  if (!failure) return undefined;
  const answer = text(failure.status, `As asked: ${failure.status}`);
  return failure.retryAfterSeconds === undefined
    ? answer
    : { ...answer, retryAfterSeconds: failure.retryAfterSeconds };
}

/**
 * The two forms in which a transaction is posted: its bytes, or JSON with them in hexadecimal (and perhaps an
 * attachment, which our contract has no use for).
 */
function transactionBytes(request: IncomingMessage, body: Buffer): Buffer {
  const type = request.headers['content-type']?.split(';')[0]?.trim();
  if (body.length === 0) throw new UnreadableTransaction('The body is empty');
  if (type === 'application/octet-stream') return body;
  if (type !== 'application/json') {
    throw new UnreadableTransaction(
      'Wrong Content-Type for transaction; expected application/json or application/octet-stream',
    );
  }
  const { tx } = (JSON.parse(body.toString('utf8')) ?? {}) as { tx?: unknown };
  const hex = typeof tx === 'string' ? tx.replace(/^0x/, '') : '';
  if (!/^([0-9a-f]{2})+$/i.test(hex)) throw new UnreadableTransaction('Failed to parse tx');
  return Buffer.from(hex, 'hex');
}

async function submit(bytes: Buffer, parts: NodeParts, onAccepted: () => void): Promise<Outcome> {
  const { chain, faults } = parts;
  const transaction = decodeTransaction(bytes);
  const txid = transaction.txid();
  const refuse = (rejection: Rejection): Answer => {
    chain.refusals.push({ txid, reason: rejection.reason });
    return json(400, rejection.body(txid));
  };
  try {
    const call: SignedCall = toSignedCall(transaction);
    const contentId = decodeSetPrice(call)?.contentId;
    const fault = await faultOf(parts, 'transactions', contentId);
    if (fault) return fault;
    const refusal = faults.take('refuse', { contentId });
    if (refusal) return refuse(new Rejection(refusal.reason, refusal.reasonData));
    chain.submit(call);
    onAccepted();
    return faults.take('drop-after', { contentId }) ? NO_ANSWER : ok(txid);
  } catch (error) {
    if (error instanceof Rejection) return refuse(error);
    throw error;
  }
}

function errorAnswer(error: unknown): Answer {
  if (error instanceof UnreadableTransaction) return text(400, error.message);
  if (error instanceof URIError) return text(400, error.message);
  if (error instanceof SyntaxError) return text(400, `The body is not JSON: ${error.message}`);
  if (error instanceof BadRequest) return json(400, { error: error.message });
  console.error(error);
  return text(500, error instanceof Error ? error.message : String(error));
}

function send(response: ServerResponse, outcome: Outcome): void {
  if (outcome === NO_ANSWER) {
    response.socket?.destroy();
    return;
  }
  const { status, retryAfterSeconds } = outcome;
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  const isText = outcome.text !== undefined;
  response.writeHead(status, { 'Content-Type': isText ? 'text/plain; charset=utf-8' : 'application/json' });
  response.end(isText ? outcome.text : JSON.stringify(outcome.json));
}
