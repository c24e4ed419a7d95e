import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';

/**
 * What somebody writes in a minute, as a process of its own: parse the body, write it to a file, answer. Nothing is
 * checked, nothing is made durable. The file gets the bytes as they came: to write them anew from the parsed body
 * would cost more.
 */
const [, , folder] = process.argv as [string, string, string];
const bodies = new WeakMap<object, Buffer>();
const app = express();
app.use(express.json({ limit: '6mb', verify: (request, _response, body) => bodies.set(request, body) }));
app.post('/', async (request, response) => {
  const { records } = request.body as { records: unknown[] };
  await writeFile(join(folder, randomUUID()), bodies.get(request) as Buffer);
  response.json({ status: 'success', rows_received: records.length });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
