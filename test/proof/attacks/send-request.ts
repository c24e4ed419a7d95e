import { Agent, request } from 'node:http';
import { type Answer, type Sent } from './attack';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/**
 * One request as an attacker writes it: the path goes out as it is, and any header that Node lets pass.
 * @param path from the first slash on
 */
export async function sendRequest(
  baseUrl: string,
  method: string,
  path: string,
  sent: Sent = {},
): Promise<Answer> {
  const { hostname, port } = new URL(baseUrl);
  const { headers, body } = await contentOf(sent);
  const timeoutMs = sent.timeoutMs ?? 20_000;
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, agent, headers });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      const blocks: Buffer[] = [];
      const finish = (): void => {
        clearTimeout(patience);
        const bytes = Buffer.concat(blocks);
        const text = bytes.toString('utf8');
        const { statusCode = 0 } = incoming;
        resolve({ status: statusCode, headers: incoming.headers, text, bytes, json: parsed(text) });
      };
      // An answer without an end is what has come of it by then.
      const patience = setTimeout(() => {
        incoming.destroy();
        finish();
      }, timeoutMs);
      incoming.on('data', (block: Buffer) => blocks.push(block));
      incoming.once('end', finish);
      incoming.once('error', () => undefined);
    });
    outgoing.end(body);
  });
}

async function contentOf({ as, headers = {}, json, form, body }: Sent): Promise<{
  headers: Record<string, string | string[]>;
  body: string | Buffer | undefined;
}> {
  const own = { ...(as && { Authorization: `Bearer ${as.token}` }), ...headers };
  if (form) {
    // How a form is written down is left to the platform.
    const encoded = new Response(form);
    const type = encoded.headers.get('Content-Type') ?? '';
    return { headers: { 'Content-Type': type, ...own }, body: Buffer.from(await encoded.arrayBuffer()) };
  }
  if (json !== undefined)
    return { headers: { 'Content-Type': 'application/json', ...own }, body: JSON.stringify(json) };
  return { headers: own, body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Closes the connections that are kept open for later requests. */
export function closeConnections(): void {
  agent.destroy();
}
