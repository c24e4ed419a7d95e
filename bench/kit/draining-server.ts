import { type AddressInfo } from 'node:net';
import express from 'express';

/** Reads every body to its end and throws it away, as a process of its own: the least that an upload can cost. */
const app = express();
app.use((request, response, next) => {
  let bytes = 0;
  request.on('data', (block: Buffer) => (bytes += block.length));
  request.on('end', () => response.status(202).json({ bytes }));
  request.on('error', next);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
