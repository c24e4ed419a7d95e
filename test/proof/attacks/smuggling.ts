import { type Attack, succeeded } from './attack';
import { exchangeRaw, statusesOf } from './raw-http';

/** A request that a proxy would take for the body of the one before. */
const HIDDEN = 'GET /docs HTTP/1.1\r\nHost: x\r\n\r\n';
const CHUNK_END = '0\r\n\r\n';

const head = (...headers: string[]): string =>
  ['POST /api/auth/login HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...headers, '', ''].join(
    '\r\n',
  );

/** Where a body ends must never be a matter of opinion: RFC 9112 §6.3. */
const CASES: Record<string, string> = {
  'both lengths': head('Content-Length: 5', 'Transfer-Encoding: chunked') + CHUNK_END + HIDDEN,
  'both lengths, the other way round':
    head('Transfer-Encoding: chunked', 'Content-Length: 5') + CHUNK_END + HIDDEN,
  'two lengths': head('Content-Length: 2', `Content-Length: ${2 + HIDDEN.length}`) + '{}' + HIDDEN,
  'two lengths in one': head(`Content-Length: 2, ${2 + HIDDEN.length}`) + '{}' + HIDDEN,
  'a length with a sign': head('Content-Length: +2') + '{}' + HIDDEN,
  'a hexadecimal length': head('Content-Length: 0x2') + '{}' + HIDDEN,
  'a negative length': head('Content-Length: -1') + '{}' + HIDDEN,
  'a blank before the colon': head('Content-Length : 2') + '{}' + HIDDEN,
  'an unknown encoding': head('Transfer-Encoding: xchunked') + CHUNK_END + HIDDEN,
  'chunked, then something else': head('Transfer-Encoding: chunked, identity') + CHUNK_END + HIDDEN,
  'two encodings': head('Transfer-Encoding: chunked', 'Transfer-Encoding: cow') + CHUNK_END + HIDDEN,
  'an encoding behind a tab': head('Transfer-Encoding:\u000bchunked') + CHUNK_END + HIDDEN,
  'an encoding before the colon': head('Transfer-Encoding : chunked') + CHUNK_END + HIDDEN,
  'a folded header': head('X-A: b', ' Content-Length: 2') + '{}' + HIDDEN,
  'a folded length': head('Content-Length:', ' 2') + '{}' + HIDDEN,
  'a header without a name': head(': 2') + HIDDEN,
  'a header with a zero byte': head('X-A: a\u0000b') + HIDDEN,
  'a bare line feed': `GET /healthz HTTP/1.1\nHost: x\n\n${HIDDEN}`,
  'a bare carriage return': `GET /healthz HTTP/1.1\rHost: x\r\r${HIDDEN}`,
  'a chunk of too many digits': `${head('Transfer-Encoding: chunked')}FFFFFFFFFFFFFFFFF\r\n${HIDDEN}`,
  'a chunk of no number': `${head('Transfer-Encoding: chunked')}xyz\r\n${HIDDEN}`,
  'a chunk with a sign': `${head('Transfer-Encoding: chunked')}+5\r\n{}   \r\n${CHUNK_END}${HIDDEN}`,
  'a chunk that is longer than it says': `${head('Transfer-Encoding: chunked')}2\r\n{}xx\r\n${CHUNK_END}${HIDDEN}`,
  'no host': `GET /healthz HTTP/1.1\r\n\r\n${HIDDEN}`,
  'two hosts': `GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`,
  'another version': `GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n${HIDDEN}`,
  'no version': `GET /healthz\r\n${HIDDEN}`,
  'blanks in the path': `GET /healthz /docs HTTP/1.1\r\nHost: x\r\n\r\n${HIDDEN}`,
};

/** What must be read as one request, its body being a body. */
const WHOLE: Record<string, string> = {
  'a body that looks like a request': head(`Content-Length: ${HIDDEN.length}`) + HIDDEN,
  'one that offers h2c':
    head('Connection: Upgrade', 'Upgrade: h2c', `Content-Length: ${HIDDEN.length}`) + HIDDEN,
  'one that offers h2c, in chunks':
    head(
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AA',
      'Transfer-Encoding: chunked',
    ) + `${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n${CHUNK_END}`,
};

export function smugglingAttacks(): Attack[] {
  return [
    ...Object.entries(CASES).map(([name, raw]) =>
      smuggling(name, raw, 'refused, and the hidden request is not served'),
    ),
    ...Object.entries(WHOLE).map(([name, raw]) => smuggling(name, raw, 'one answer')),
  ];
}

function smuggling(name: string, raw: string, expectation: string): Attack {
  return {
    name: `a request is hidden behind ${name}`,
    expectation,
    async run({ stack }) {
      const answer = await exchangeRaw(stack.apis[0]?.url as string, raw, { timeoutMs: 700 });
      const statuses = statusesOf(answer);
      if (answer.includes('swagger') || statuses.some((status) => status < 400 || status >= 500))
        succeeded(`${statuses.join(', ')}: ${answer.slice(0, 200)}`);
    },
  };
}
